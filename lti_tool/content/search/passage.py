"""The passages that can be found: each step of a lesson, each line to say, and what a module is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from lti_tool.content.markdown import plain_words
from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.lesson import Block, Lesson, ProseBlock
from lti_tool.content.model.wording.localised import Localised
from lti_tool.content.model.words_to_say import line_to_say

PassageKind = Literal["module", "lesson", "words", "policy"]
_LABEL = re.compile(r" \([a-z, -]+\)(?=:\*\*)")  # how somebody looks who speaks: the name is enough here
_SHOWN_FIRST = ("title", "scene", "says", "prompt", "context", "ask", "note", "intro", "hint")


@dataclass(frozen=True, slots=True)
class Passage:
    """Some text to be found, and where it stands; `step` counts from 1 and is 0 where there are no steps."""

    kind: PassageKind
    module_id: str
    lesson_id: str
    step: int
    title: str
    text: str
    language: str


def passages_of(localised: Localised, language: str) -> Iterator[Passage]:
    """Yield the passages of a module as readers of a language meet it."""
    module = localised.module
    spoken = localised.language_of(module.id, language)
    yield Passage("module", module.id, "", 0, module.title, plain_words(module.summary), spoken)
    for lesson in module.lessons:
        yield from lesson_passages(module.id, lesson)


def lesson_passages(module_id: str, lesson: Lesson) -> Iterator[Passage]:
    """Yield a lesson's steps and its line to say; what an activity answers stays to be found out there."""
    for number, blocks in enumerate(lesson.steps, 1):
        text = plain_words("\n\n".join(_texts(blocks)))
        yield Passage("lesson", module_id, lesson.id, number, lesson.title, text, lesson.lang)
    if line := line_to_say(lesson.prose):
        yield Passage("words", module_id, lesson.id, 0, lesson.title, plain_words(line), lesson.lang)


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, ProseBlock):
            yield _LABEL.sub("", block.markdown)
        else:
            yield from _shown_first(block)


def _shown_first(activity: Activity) -> Iterator[str]:
    """What an activity says before anything is done in it."""
    for name in _SHOWN_FIRST:
        if text := getattr(activity, name, None):
            yield text
