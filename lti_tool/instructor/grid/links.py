"""The columns of the grid: each link of the course, what its module asks for, and when it is due."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.module import Module
from lti_tool.delivery.queueing import is_placement_graded
from lti_tool.lti.models import Launch
from lti_tool.placements.dates import Said, Source
from lti_tool.placements.models import Placement, SaidDates, as_said
from lti_tool.placements.settings import LmsDates
from lti_tool.placements.shown import shown_at


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the course.

    `lessons` counts those that it shows. `settings` has the dates that it or the course sets; `lms` those that the LMS
    told the reader of the grid, for whoever has not come yet, or None where its dates do not count. The reader came
    through the one that `is_opened`.
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
    is_opened: bool

    @property
    def due_at(self) -> datetime | None:
        """When it is due for whoever has no date of their own."""
        said = [each for each in (self.lms, self.settings) if each]
        due = (each.due_at for each in said), (each.closes_at for each in said)
        return next((at for kind in due for at in kind if at), None)


def links_of(session: Session, launch: Launch, catalogue: Catalogue) -> list[Link]:
    """The links in the catalogue's order; a module that is placed twice is numbered."""
    query = select(Placement).where(Placement.context_id == launch.context_id)
    placements = session.scalars(query.options(joinedload(Placement.resource_link))).all()
    heard = _heard(session, launch)
    order = {module.id: place for place, module in enumerate(catalogue.modules)}
    found = [
        _link(session, launch, each, catalogue.module(each.module_id), heard.get(each.resource_link_id))
        for each in sorted(placements, key=lambda each: (order.get(each.module_id, len(order)), each.id))
    ]
    return _numbered(found)


def _heard(session: Session, launch: Launch) -> dict[int, Said]:
    query = select(SaidDates).where(SaidDates.user_id == launch.user_id, SaidDates.source == Source.LMS)
    return {each.resource_link_id: as_said(each) for each in session.scalars(query) if each.resource_link_id}


def _link(session: Session, launch: Launch, placement: Placement, module: Module | None, heard: Said | None) -> Link:
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
        is_opened=placement.resource_link_id == launch.resource_link_id,
    )


def _numbered(links: list[Link]) -> list[Link]:
    often, seen = Counter(each.title for each in links), Counter[str]()
    named = []
    for each in links:
        seen[each.title] += 1
        named.append(each if often[each.title] == 1 else replace(each, title=f"{each.title} ({seen[each.title]})"))
    return named
