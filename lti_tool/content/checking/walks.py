"""How a lesson walks, in numbers: what there is to read, what there is to do, and how soon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.content.checking.lint.reading import words
from lti_tool.content.model.lesson import Lesson, ProseBlock

_NOT_READ = {
    "id",
    "local_id",
    "kind",
    "behaviours",
    "category",
    "to",
    "person",
    "mood",
    "picture",
    "end",
    "start",
    "type",
}


@dataclass(frozen=True)
class Walk:
    """One lesson; words are those that a learner may come to read, feedback and every way of a story included."""

    lesson_id: str
    steps: int
    words: int
    words_before_doing: int
    longest_step: int
    things_to_do: int
    faces_and_pictures: int


def measure_walk(lesson: Lesson) -> Walk:
    """Return the figures of a lesson; `longest_step` counts what is read in one step, without what is done there."""
    read = [sum(_count(block.markdown) for block in step if isinstance(block, ProseBlock)) for step in lesson.steps]
    done = sum(_count(text) for activity in lesson.activities for text in _texts(activity.model_dump()))
    return Walk(
        lesson_id=lesson.id,
        steps=len(lesson.steps),
        words=sum(read) + done,
        words_before_doing=_before_doing(lesson),
        longest_step=max(read),
        things_to_do=len(lesson.activities),
        faces_and_pictures=_shown(lesson),
    )


def _before_doing(lesson: Lesson) -> int:
    total = 0
    for block in lesson.blocks:
        if not isinstance(block, ProseBlock):
            return total
        total += _count(block.markdown)
    return total


def _shown(lesson: Lesson) -> int:
    """How many times somebody's face or a picture is asked for."""
    named = sum(1 for activity in lesson.activities for name in _named(activity.model_dump()) if name)
    return named + lesson.prose.count("![") + lesson.prose.count("> **") - lesson.prose.count("> **Law")


def _named(data: Any) -> Iterator[Any]:
    if isinstance(data, dict):
        yield from (data.get(name) for name in ("person", "picture"))
    children = data.values() if isinstance(data, dict) else data if isinstance(data, list | tuple) else ()
    for child in children:
        yield from _named(child)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, value in data.items():
            if name not in _NOT_READ:
                yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _count(text: str) -> int:
    return len(words(text))


def median_words(walks: Sequence[Walk]) -> int:
    """Return the middle lesson's words; the lower of the two middle ones."""
    counts = sorted(walk.words for walk in walks)
    return counts[(len(counts) - 1) // 2] if counts else 0
