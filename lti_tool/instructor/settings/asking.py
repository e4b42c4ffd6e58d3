"""What is asked before settings are saved: cautions that were not there before, and what changes for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.change_log.lines import lesson_title, link_titles
from lti_tool.content.model.module import Module
from lti_tool.content.model.record import sha256_hex
from lti_tool.grading.reconfiguring import Touched, placements_of
from lti_tool.instructor.shared.meanwhile import Field
from lti_tool.placements.before_saving.cautions import Circumstances, find_cautions
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.contradictions import Contradiction, find_contradictions
from lti_tool.placements.dates import Said, Source, dates_that_hold
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import SETTINGS, QuizSettings
from lti_tool.placements.shaping import shape
from lti_tool.placements.shown import shown_at
from lti_tool.placements.words import say_value
from lti_tool.progress.models import LearnerProgress
from lti_tool.templating import translate


@dataclass(frozen=True, slots=True)
class Caution:
    """What may be meant, in words; `where` names the link, on a page that is about several."""

    words: str
    where: str = ""


def whole_module(session: Session, placement: Placement) -> Module | None:
    """A link's module with the course's own parts, as if nothing were set; None where it left the catalogue."""
    module = catalogue().module(placement.module_id)
    return shape(module, QuizSettings(), shown_at(session, placement, module).own) if module else None


def fresh_cautions(
    session: Session, placement: Placement, new: QuizSettings, said: Sequence[Said], now: datetime
) -> list[Caution]:
    """What is odd about new settings of a link, and was not about those that it has."""
    module = whole_module(session, placement)
    if module is None:
        return []
    course = QuizSettings.model_validate(placement.course.quiz_defaults if placement.course else {})
    around = Circumstances(now, partial(_used_more, session, placement), course)
    known, found = (_cautions(module, each, said, around) for each in (placement.settings, new))
    return _fresh(known, found)


def fresh_cautions_of_course(session: Session, context_id: int, new: QuizSettings, now: datetime) -> list[Caution]:
    """The same of what is to hold for a whole course, link by link; what cannot be at a link is told here, too."""
    titles, defaults = link_titles(session, context_id), new.stored()
    return [
        Caution(caution.words, titles[str(placement.id)])
        for placement in placements_of(session, context_id)
        for caution in _at_link_of_course(session, placement, defaults, new, now)
    ]


def _at_link_of_course(
    session: Session, placement: Placement, defaults: dict[str, object], course: QuizSettings, now: datetime
) -> Iterator[Caution]:
    module, merged = whole_module(session, placement), QuizSettings.model_validate(defaults | placement.quiz_settings)
    if module is None or merged == placement.settings:
        return
    around = Circumstances(now, partial(_used_more, session, placement), course)
    impossible = _fresh(find_contradictions(module, placement.settings), find_contradictions(module, merged))
    known, found = (_cautions(module, each, [], around) for each in (placement.settings, merged))
    yield from impossible or _fresh(known, found)


def _fresh(known: Iterable[Contradiction], found: Iterable[Contradiction]) -> list[Caution]:
    before = list(known)
    return [Caution(in_words(each)) for each in found if each not in before]


def must_ask(touched: Touched, cautions: Iterable[Caution], new: QuizSettings) -> bool:
    """Only a yes to the very settings that were asked about counts."""
    return bool(touched.must_be_asked or list(cautions)) and request.form.get("confirmed") != confirming(new)


def confirming(new: QuizSettings) -> str:
    """What a yes to these settings carries."""
    return sha256_hex(new.model_dump_json())[:16]


def setting_words() -> dict[str, Field]:
    """Each setting as a page of two people's changes calls and says it."""
    return {name: Field(translate(each.about.called), partial(_say, name)) for name, each in SETTINGS.items()}


def in_words(problem: Contradiction) -> str:
    """What is told of a setting, after what its form calls it."""
    setting = SETTINGS.get(problem.place)
    told = translate(problem.wording, problem.params)
    return f"{translate(setting.about.label)}: {told}" if setting else told


def _say(name: str, value: object) -> str:
    return say_value(SETTINGS[name], value, lesson_title)


def _cautions(
    module: Module, settings: QuizSettings, said: Iterable[Said], around: Circumstances
) -> Iterator[Contradiction]:
    dates = dates_that_hold([*said, Said(Source.LINK, *settings.dates())], settings)
    return find_cautions(module, settings, dates, around)


def _used_more(session: Session, placement: Placement, number: int) -> int:
    query = select(func.count()).where(LearnerProgress.placement_id == placement.id, LearnerProgress.attempts > number)
    return session.scalar(query) or 0
