"""A tiny valid content folder, and items to lint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lti_tool.content import ContentError, load_catalogue
from lti_tool.content.model import BestWorstItem, MatchItem, MultiItem, OrderItem, SingleItem
from tests.support.authored import CHECKLIST, SCENARIO, SORT, SURVEY
from tests.support.authored_es import (
    ATTACHED,
    CHECKLIST_ES,
    ITEMS_ES,
    LESSON_ES,
    MODULE_ES,
    SCENARIO_ES,
    SORT_ES,
    SURVEY_ES,
)

TINY = "modules/tiny"

FRAMEWORK = """\
document: {identifier: "f8496262-ee8e-5f6c-bbfa-dcebcfa8200b", title: "Framework", adoptionStatus: "Draft"}
items:
- {identifier: "555f312f-c3b0-5915-a9e5-f7f038302145", humanCodingScheme: "LCS.C",
   CFItemType: "Category", fullStatement: "Skills"}
- {identifier: "1a04092d-5845-57ec-8676-7d875274d5f9", humanCodingScheme: "LCS.C3",
   CFItemType: "Competency", fullStatement: "Offers"}
associations:
- {associationType: "isChildOf", originNodeURI: "LCS.C3", destinationNodeURI: "LCS.C"}
"""

MODULE = """\
id: "tiny"
version: 1
title: "Tiny"
summary: "A module as small as can be."
minutes: 10
competencies: ["LCS.C3"]
lessons: ["tiny.l1"]
sources:
- {id: "book", title: "A Book", who: "Somebody", kind: "book", year: 2015}
quiz:
  title: "Check yourself"
  pass_points: 1
  sections:
  - {competency: "LCS.C3", draw: 1}
"""

ITEMS = """\
- id: "tiny-001"
  version: 1
  type: "single"
  competency: "LCS.C3"
  bloom: "apply"
  source: "book"
  stem: "Somebody asks for a seat by the window. What do you say?"
  options:
  - {id: "a", key: true, text: "That one is free now.", feedback: "It answers at once, kindly."}
  - {id: "b", text: "Seats are over there.", feedback: "It points without helping anybody."}
  - {id: "c", text: "We cannot book those.", feedback: "Nobody asked for a booking."}
- id: "tiny-002"
  version: 1
  type: "multi"
  competency: "LCS.C3"
  bloom: "understand"
  source: "book"
  stem: "Which of these open a talk?"
  options:
  - {id: "a", key: true, text: "Looking up", feedback: "It shows that you are there."}
  - {id: "b", key: true, text: "A greeting", feedback: "It shows that you are ready."}
  - {id: "c", text: "Typing on", feedback: "It shows that you are busy."}
- id: "tiny-003"
  version: 1
  type: "best_worst"
  competency: "LCS.C3"
  bloom: "evaluate"
  source: "book"
  stem: "Somebody asks who may sit here. Which reply is best, and which is worst?"
  options:
  - {id: "a", best: true, text: "Anybody who likes to.", feedback: "It answers plainly and with warmth."}
  - {id: "b", text: "The rules are over there.", feedback: "It is true, and helps nobody."}
  - {id: "c", worst: true, text: "Why would you ask that?", feedback: "It makes an asker feel small."}
"""

LESSON = """\
---
id: "tiny.l1"
lang: "en"
minutes: 8
competencies: ["LCS.C3"]
objectives: ["Name the need."]
---
# Hear the need

A request is a first guess.

## Ask at your library

> "Ask one open question."
"""


class ContentTree:
    """A content folder on disk that tests break in one place."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, file: str, text: str | bytes) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def edit(self, file: str, old: str, new: str) -> None:
        text = (self.root / file).read_text(encoding="utf-8")
        assert old in text
        self.write(file, text.replace(old, new, 1))

    def problems(self) -> list[str]:
        """Return what the loader refuses the folder for, one plain line each."""
        with pytest.raises(ContentError) as refusal:
            load_catalogue(self.root)
        return refusal.value.message.split("\n")

    def only_problem(self) -> str:
        found = self.problems()
        assert len(found) == 1, found
        return found[0]

    def edit_module(self, old: str, new: str) -> None:
        self.edit("modules/tiny/module.yaml", old, new)

    def edit_items(self, old: str, new: str) -> None:
        self.edit("modules/tiny/items.yaml", old, new)

    def add_to_lesson(self, text: str) -> None:
        """Put a text at the end of the lesson; its first line is the file's line 16."""
        path = self.root / "modules/tiny/lessons/01-hear.en.md"
        path.write_text(path.read_text() + "\n" + text)

    def edit_lesson(self, old: str, new: str) -> None:
        self.edit("modules/tiny/lessons/01-hear.en.md", old, new)


@pytest.fixture
def tree(tmp_path: Path) -> ContentTree:
    made = ContentTree(tmp_path / "content")
    made.write("frameworks/lcs.yaml", FRAMEWORK)
    made.write("modules/tiny/module.yaml", MODULE)
    made.write("modules/tiny/items.yaml", ITEMS)
    made.write("modules/tiny/lessons/01-hear.en.md", LESSON)
    return made


SOUND_TEXTS = ("That one is free now.", "Seats are over there.", "We cannot book those.")


def build_item(
    stem: str = "Somebody asks for a seat. What do you say?",
    texts: tuple[str, ...] = SOUND_TEXTS,
    feedback: str = "It answers the question at once.",
    keys: str = "a",
    **fields: Any,
) -> SingleItem | MultiItem:
    """Return an item that passes every rule unless a test says otherwise."""
    options = [
        {"id": letter, "text": text, "feedback": feedback, "key": letter in keys}
        for letter, text in zip("abcdefgh", texts, strict=False)
    ]
    common = {"id": "x-1", "version": 1, "competency": "LCS.C3", "bloom": "apply", "source": "book"}
    values = {**common, "stem": stem, "options": options, **fields}
    if len(keys) == 1:
        return SingleItem.model_validate({**values, "type": "single"})
    return MultiItem.model_validate({**values, "type": "multi"})


@pytest.fixture
def make_item() -> Any:
    return build_item


COMMON = {"id": "x-1", "version": 1, "competency": "LCS.C3", "bloom": "apply", "source": "book"}
FEEDBACK = "It answers the question at once."


def build_best_worst(texts: tuple[str, ...] = SOUND_TEXTS, best: str = "a", worst: str = "c", **fields: Any) -> Any:
    """Return a sound best/worst item."""
    options = [
        {"id": letter, "text": text, "feedback": FEEDBACK, "best": letter in best, "worst": letter in worst}
        for letter, text in zip("abcd", texts, strict=False)
    ]
    values = {**COMMON, "type": "best_worst", "stem": "Which is best, and which worst?", "options": options}
    return BestWorstItem.model_validate({**values, **fields})


def build_order(texts: tuple[str, ...] = ("Look up", "Greet them", "Ask what they need"), **fields: Any) -> Any:
    """Return a sound order item; the texts are in the right order."""
    steps = [{"text": text, "feedback": FEEDBACK} for text in texts]
    values = {**COMMON, "type": "order", "stem": "In which order do you do this?", "steps": steps}
    return OrderItem.model_validate({**values, **fields})


def build_match(
    pairs: tuple[tuple[str, str], ...] = (("A sigh", "Tired"), ("A frown", "Puzzled"), ("A yawn", "Tired")),
    extras: tuple[str, ...] = ("Hungry",),
    **fields: Any,
) -> Any:
    """Return a sound match item; two of its pairs share one target."""
    entries = [
        {"id": letter, "text": text, "match": match, "feedback": FEEDBACK}
        for letter, (text, match) in zip("abcdef", pairs, strict=False)
    ]
    values = {**COMMON, "type": "match", "stem": "What does each tell you?", "pairs": entries, "extras": list(extras)}
    return MatchItem.model_validate({**values, **fields})


@pytest.fixture
def make_best_worst() -> Any:
    return build_best_worst


@pytest.fixture
def make_order() -> Any:
    return build_order


@pytest.fixture
def make_match() -> Any:
    return build_match


@pytest.fixture
def spanish(tree: ContentTree) -> ContentTree:
    """The tiny folder with activities, and all of it in Spanish too."""
    tree.add_to_lesson("\n".join([SORT, CHECKLIST, ATTACHED]))
    tree.write(f"{TINY}/scenarios/closing-time.yaml", SCENARIO)
    tree.write(f"{TINY}/surveys/bent-rule.yaml", SURVEY)
    tree.write(f"{TINY}/items.es.yaml", ITEMS_ES)
    tree.write(f"{TINY}/module.es.yaml", MODULE_ES)
    tree.write(f"{TINY}/lessons/01-hear.es.md", LESSON_ES + "\n".join([SORT_ES, CHECKLIST_ES, ATTACHED]))
    tree.write(f"{TINY}/scenarios/closing-time.es.yaml", SCENARIO_ES)
    tree.write(f"{TINY}/surveys/bent-rule.es.yaml", SURVEY_ES)
    return tree
