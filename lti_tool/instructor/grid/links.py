"""The columns of the grid: each link of the course, what its module asks for, and when it is due."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, aliased, joinedload

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.module import Module
from lti_tool.delivery.queueing import is_placement_graded
from lti_tool.lti.models import Launch, User
from lti_tool.placements.dates import DATES, Said, Source
from lti_tool.placements.models import Placement, SaidDates, as_said
from lti_tool.placements.settings import LmsDates
from lti_tool.placements.shown import shown_at

SetFor = frozenset[tuple[Source, bool]]
"""Kinds of dates: whose they are, and whether they hold in all of the course."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the course.

    `lessons` counts those that it shows. `settings` has the dates that it or the course sets; `lms` those that the LMS
    told the reader of the grid, for whoever has not come yet, or None where its dates do not count. `set_for` says of
    what kind the dates are that are set in the course for anybody. The reader came through the one that `is_opened`.
    """

    id: int
    module_id: str
    title: str
    minutes: int
    lessons: int
    has_quiz: bool
    is_asked_only: bool
    is_graded: bool
    settings: Said
    lms: Said | None
    set_for: SetFor
    is_opened: bool

    @property
    def due_at(self) -> datetime | None:
        """When it is due for whoever has no date of their own."""
        said = [each for each in (self.lms, self.settings) if each]
        due = (each.due_at for each in said), (each.closes_at for each in said)
        return next((at for kind in due for at in kind if at), None)

    def for_whom_nothing_is_set(self, *, as_told: bool) -> Link:
        """The same for people of whom no date is said, as told the reader by the LMS or by the settings alone."""
        said = [each for each in ((self.lms if as_told else None), self.settings) if each]
        due_at, closes_at = (next(filter(None, (getattr(each, name) for each in said)), None) for name in DATES[1:])
        return replace(self, set_for=frozenset(), lms=None, settings=Said(Source.LINK, None, due_at, closes_at))

    def may_be_over(self, now: datetime) -> bool:
        """Whether its date may have passed for anybody, as far as is known without looking at people."""
        return bool(self.set_for or self.lms or (self.due_at and self.due_at < now))


def links_of(session: Session, launch: Launch, catalogue: Catalogue) -> list[Link]:
    """The links in the catalogue's order; a module that is placed twice is numbered."""
    query = select(Placement).where(Placement.context_id == launch.context_id)
    placements = session.scalars(query.options(joinedload(Placement.resource_link))).all()
    heard, set_for = _said(session, launch)
    order = {module.id: place for place, module in enumerate(catalogue.modules)}
    found = [
        _link(session, launch, each, catalogue.module(each.module_id), heard.get(each.resource_link_id), set_for)
        for each in sorted(placements, key=lambda each: (order.get(each.module_id, len(order)), each.id))
    ]
    return _numbered(found)


def _said(session: Session, launch: Launch) -> tuple[dict[int, Said], SetFor]:
    """What the LMS told the reader, by link, and of what kind the dates are that are set for anybody: one statement."""
    mine = (SaidDates.user_id == User.id) & (SaidDates.source == Source.LMS)
    kinds = [(source, is_for_course) for source in (Source.PERSON, Source.BRANCH) for is_for_course in (False, True)]
    query: Select[*tuple[Any, ...]] = select(SaidDates, *(_is_any(launch.context_id, *kind) for kind in kinds))
    rows = session.execute(query.select_from(User).outerjoin(SaidDates, mine).where(User.id == launch.user_id)).all()
    heard = {said.resource_link_id: as_said(said) for said, *_any in rows if said}
    return heard, frozenset(kind for kind, is_any in zip(kinds, rows[0][1:], strict=True) if is_any)


def _is_any(context_id: int, source: Source, is_for_course: bool) -> ColumnElement[bool]:
    said = aliased(SaidDates)
    links = select(Placement.resource_link_id).where(Placement.context_id == context_id)
    here = said.context_id == context_id if is_for_course else said.resource_link_id.in_(links)
    return exists().where(here, said.source == source)


def _link(
    session: Session,
    launch: Launch,
    placement: Placement,
    module: Module | None,
    heard: Said | None,
    set_for: SetFor,
) -> Link:
    settings, dates = placement.settings, placement.dates_for([])
    shaped = shown_at(session, placement, module, settings).module if module else None
    counts = settings.lms_dates == LmsDates.COUNT
    return Link(
        id=placement.id,
        module_id=placement.module_id,
        title=module.title if module else placement.module_id,
        minutes=module.minutes if module else 0,
        lessons=len(shaped.lessons) if shaped else 0,
        has_quiz=shaped is None or shaped.quiz is not None,
        is_asked_only=module is not None and module.kind == "preassessment",
        is_graded=is_placement_graded(placement),
        settings=Said(Source.LINK, due_at=dates.due_at, closes_at=dates.closes_at),
        lms=(heard or Said(Source.LMS)) if counts else None,
        set_for=set_for,
        is_opened=placement.resource_link_id == launch.resource_link_id,
    )


def _numbered(links: list[Link]) -> list[Link]:
    often, seen = Counter(each.title for each in links), Counter[str]()
    named = []
    for each in links:
        seen[each.title] += 1
        named.append(each if often[each.title] == 1 else replace(each, title=f"{each.title} ({seen[each.title]})"))
    return named
