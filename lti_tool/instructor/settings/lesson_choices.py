"""Which lessons a link shows and in what order, as the settings form shows and reads them: a tick and a place each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from lti_tool.content.model.module import Module
from lti_tool.placements.settings import QuizSettings
from lti_tool.placements.shaping import in_order

SHOWN, PLACE = "lesson-shown", "lesson-place-"


@dataclass(slots=True)
class LessonChoice:
    """One lesson's line: its place as it was typed."""

    id: str
    title: str
    is_shown: bool
    place: str
    errors: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The place as a number; 0 where none was typed."""
        return int(self.place) if self.place.isascii() and self.place.isdigit() and len(self.place) <= 4 else 0


def choices_of(module: Module, settings: QuizSettings) -> list[LessonChoice]:
    """What is set now."""
    lessons = enumerate(in_order(module, settings), start=1)
    return [LessonChoice(each.id, each.title, each.id not in settings.lessons_hidden, str(n)) for n, each in lessons]


def read_choices(form: MultiDict[str, str], module: Module, settings: QuizSettings) -> list[LessonChoice]:
    """What was sent, in the order that the form had, with what is wrong in words."""
    shown = set(form.getlist(SHOWN))
    choices = [
        LessonChoice(each.id, each.title, each.id in shown, form.get(f"{PLACE}{each.id}", "").strip()[:8])
        for each in in_order(module, settings)
    ]
    taken = Counter(each.number for each in choices if each.is_shown)
    for each in choices:
        if each.is_shown and not each.number:
            each.errors.append(_("Type the lesson's place as a whole number from 1."))
        elif each.is_shown and taken[each.number] > 1:
            each.errors.append(_("Two lessons have place %(place)s; give each its own.", place=each.number))
    return choices


def hidden_and_order(choices: Sequence[LessonChoice], module: Module) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The choices as settings keep them; nothing where they are as the module has it."""
    order = tuple(each.id for each in sorted(choices, key=lambda each: each.number))
    as_written = tuple(lesson.id for lesson in module.lessons)
    return tuple(each.id for each in choices if not each.is_shown), () if order == as_written else order
