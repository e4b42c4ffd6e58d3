"""Families of a course's own: written in a form without a script, previewed, shown, taken along, taken in."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from lti_tool.authoring.exchange.reading import read_file
from lti_tool.authoring.family_draft import FamilyDraft, StemDraft, read_family, write_family
from tests.functional.content.test_own_content import Author, Fields, learner, start_quiz
from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.small_course import teach

SCENES = (
    "A man in a hurry asks where the atlases stand, and waves at his bus. What do you do first?",
    "A girl turns a globe round and round and looks about for somebody. What do you do first?",
    "A woman reads each shelf label aloud, smiling, with an hour to spare. What do you do first?",
)
DRAFT = FamilyDraft(
    competency="LCS.C3",
    acts=("Name the room and point the way.", "Walk over and say good morning.", "Nod, and go on with your cart.", ""),
    stems=tuple(
        StemDraft(
            stem=scene,
            keys=("abc"[place],),
            bloom="apply",
            feedback=tuple(f"In scene {place} act {letter} does what it does." for letter in "abc"),
        )
        for place, scene in enumerate(SCENES)
    ),
)

SEVERAL = FamilyDraft(
    competency="LCS.C3",
    card="Local policy: the study room is for two hours, and longer where nobody waits.",
    acts=("Knock and go in.", "Look at the list outside.", "Wait by the door.", "Write down the hour."),
    stems=tuple(
        StemDraft(
            stem=f"It is {hour}, and {who} stay in the study room. What do you do?",
            keys=keys,
            bloom="apply",
            feedback=tuple(f"At {hour} act {letter} does what it does." for letter in "abcd"),
        )
        for hour, who, keys in (
            ("ten past one", "two sisters", ("a",)),
            ("half past three", "a tutor and a boy", ("b",)),
            ("five to six", "four singers", ("a", "c", "d")),
            ("a quarter to nine", "three readers", ("b", "c", "d")),
        )
    ),
)


def fields_of(draft: FamilyDraft) -> Fields:
    fields: Fields = {"competency": draft.competency, "card": draft.card}
    fields |= {f"act-{letter}": text for letter, text in zip("abcd", draft.acts, strict=False)}
    for number, stem in enumerate(draft.stems, start=1):
        fields |= {f"stem-{number}": stem.stem, f"key-{number}": list(stem.keys), f"bloom-{number}": stem.bloom}
        fields |= {f"feedback-{number}-{x}": text for x, text in zip("abcd", stem.feedback, strict=False)}
    return fields


@pytest.fixture
def author(door: Door, tmp_path: Path) -> Author:
    teach(door, tmp_path / "course")
    return Author(door)


def write(author: Author, draft: FamilyDraft) -> tuple[str, str]:
    """Write it; its path and what its page says."""
    page = author.post("/instructor/own/new", {"kind": "family", "module": author.module} | fields_of(draft))
    return re.sub(r"^.*(/instructor/own/\d+).*$", r"\1", page.url), page.text


def test_a_draft_is_read_back_as_it_was_written():
    again = read_family(write_family(DRAFT, "own-1", 2))

    assert write_family(again, "own-1", 2) == write_family(DRAFT, "own-1", 2)
    assert [stem.keys for stem in again.stems] == [("a",), ("b",), ("c",)]


def test_a_family_is_written_previewed_shown_and_taken_along(author: Author) -> None:
    path, said = write(author, DRAFT)
    assert "Error" not in said
    assert SCENES[1] in author.get(f"{path}").text

    preview = author.get(f"/own/{path.rpartition('/')[2]}/preview/1?stem=2")
    assert SCENES[1] in preview.text

    assert "Learners see this version from now on." in author.post(f"{path}/publish/1").text
    archive = author.get("/instructor/own/files.zip")
    with zipfile.ZipFile(io.BytesIO(archive.response.data)) as files:
        text = files.read("modules/window/families-to-add.yaml").decode()
    assert text.startswith("- family:")
    assert all(scene in text for scene in SCENES)


def test_a_family_of_several_right_options_is_written_and_taken_along(author: Author) -> None:
    path, said = write(author, SEVERAL)
    assert "Error" not in said
    page = author.get(path)
    ticked = {str(box["value"]) for box in page.soup.select("input[name=key-3]") if box.has_attr("checked")}
    assert ticked == {"a", "c", "d"}
    assert "Learners see this version from now on." in author.post(f"{path}/publish/1").text

    for name in ("files.zip", "questions.csv", "questions.gift"):
        data = author.get(f"/instructor/own/{name}").response.data
        (found,) = read_file(data, name, ("True", "False"), frozenset()).found
        assert (found.draft, found.notes) == (SEVERAL, ()), name


def test_a_stem_of_several_right_options_is_met_and_marked(author: Author) -> None:
    path, _said = write(author, SEVERAL)
    author.post(f"{path}/publish/1")

    browser, home = learner(author.door)
    stems = {stem.stem: stem for stem in SEVERAL.stems}
    met = 0
    for _ in range(3):  # a bank of the module's own question and four scenes: two of a family at most are asked
        quiz = start_quiz(author.door, browser, home)
        field = str(quiz.soup.select("input[name^=item-]")[0]["name"])
        stem = next((stems[words] for words in stems if words in quiz.text), None)
        data = {"csrf_token": csrf(home), field: list(stem.keys) if stem else ["a"]}
        done = browser.post(f"{quiz.path}/submit", base_url=author.door.url, data=data)
        assert "1 of 1" in author.door.get(browser, done.location).text
        met += stem is not None
    assert met


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key-2": "a"}, "option a is a key in 2 of 3 stems"),
        ({"key-3": ""}, "“This is the right answer” is missing"),
        ({"feedback-2-b": ""}, "there is no feedback for option b"),
        ({"act-b": "Walk over, so that nobody has to wait."}, '"so that" gives a reason'),
        ({"stem-3": ""}, "“The question” is empty"),
        ({"key-1": ["a", "b"]}, "several right options need a policy to judge by"),
    ],
)
def test_what_is_wrong_is_told_in_the_words_of_the_form_and_the_draft_is_kept(
    author: Author, change: Fields, words: str
) -> None:
    fields = {"kind": "family", "module": author.module} | fields_of(DRAFT) | change

    page = author.post("/instructor/own/new", fields)

    assert words in page.text
    assert "fix everything marked as an error" in page.text
    assert SCENES[0] in page.text
