"""What a module asks of somebody at their own desk, once the reading is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints, model_validator

from lti_tool.content.model.fields import CompetencyCode
from lti_tool.content.model.record import Breach, Record, revised

LINES = 3
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]
Ask = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
T = TypeVar("T")
Three = Annotated[tuple[T, ...], Field(min_length=LINES, max_length=LINES)]


class Behaviour(Record):
    """Something that a colleague can see or hear somebody do; `code` is the framework's behavior that it shows."""

    code: CompetencyCode
    text: Line


class Work(Record):
    """Real work to hand in, and the three lines that it is held against."""

    ask: Ask
    lines: Three[Line]

    @model_validator(mode="after")
    def _lines_differ(self) -> Work:
        if len({line.casefold() for line in self.lines}) < LINES:
            raise Breach("two of the three lines say the same", "write three different ones")
        return self


class Desk(Record):
    """A module's part at the desk.

    `say` is the one line to try in the first week, `seen` the observation card, `count` what one counts for a week,
    before and after.
    """

    say: Line
    seen: Three[Behaviour]
    work: Work
    count: Line


class DeskWording(Record):
    """The same in another language, part by part in the order of the English."""

    say: Line
    seen: Three[Line]
    work: Work
    count: Line


def translate_desk(desk: Desk, words: DeskWording) -> Desk:
    """Return it in other words, with its own codes."""
    return revised(desk, say=words.say, seen=_said(desk.seen, words.seen), work=words.work, count=words.count)


def _said(seen: Sequence[Behaviour], words: Sequence[str]) -> tuple[Behaviour, ...]:
    return tuple(revised(each, text=text) for each, text in zip(seen, words, strict=True))
