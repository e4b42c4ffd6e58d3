"""The course's modules as places to go to from any page: each with the address that opens it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.content.model import Module
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.lti.models import Launch
from lti_tool.lti.records.siblings import launched_links, open_in_place, open_sibling
from lti_tool.placements.models import Placement
from lti_tool.placements.picking.chosen import not_opened_yet
from lti_tool.placements.shown import shown_at
from lti_tool.progress.lessons import lessons_done_in, modules_passed

UNGRADED = "preassessment"


@dataclass(frozen=True, slots=True)
class CourseLink:
    """A module of the course, as one of its links shows it; `open_url` takes a post."""

    module: Module
    open_url: str


def open_url(launch: Launch, placement: Placement) -> str:
    """Where a module of the course opens, placed or only chosen for it."""
    if placement.id is None:
        return url_for("learner.open_chosen", launch_id=launch.id, module_id=placement.module_id)
    return url_for("learner.open_placement", launch_id=launch.id, placement_id=placement.id)


def open_module(session: Session, launch: Launch, placement: Placement, now: datetime) -> str:
    """Open a placed module: whole where this person has opened its link before, else in place; return the launch's id.

    That the placement is of the launch's course is for the caller to know. The caller commits.
    """
    if placement.resource_link_id in launched_links(session, launch):
        return open_sibling(session, launch, placement.resource_link, now)
    return open_in_place(session, launch, placement.module_id, now, link_id=placement.resource_link_id)


def course_links(session: Session, launch: Launch, catalogue: Catalogue, language: str) -> list[CourseLink]:
    """Every module of the course once, by its first link, in the catalogue's order."""
    return [
        CourseLink(shown_at(session, placement, module).localised(language).module, open_url(launch, placement))
        for module, placement in _first_links(session, launch, catalogue)
    ]


def next_module(
    session: Session, launch: Launch, catalogue: Catalogue, module_id: str, language: str
) -> CourseLink | None:
    """The module to go on with after this one: the next in the catalogue's order that is not finished, from the start
    again after the last; None where all are.
    """
    done, passed = lessons_done_in(session, launch), modules_passed(session, launch)
    links = [pair for pair in _first_links(session, launch, catalogue) if pair[0].kind != UNGRADED]
    order = [module.id for module in catalogue.modules]
    here = order.index(module_id) if module_id in order else -1
    links.sort(key=lambda pair: order.index(pair[0].id) <= here)
    for module, placement in links:
        shown = shown_at(session, placement, module)
        if module.id != module_id and not _is_finished(shown.module, done, passed):
            return CourseLink(shown.localised(language).module, open_url(launch, placement))
    return None


def _is_finished(module: Module, done: Collection[str], passed: Collection[str]) -> bool:
    return all(lesson.id in done for lesson in module.lessons) and (module.quiz is None or module.id in passed)


def _first_links(session: Session, launch: Launch, catalogue: Catalogue) -> list[tuple[Module, Placement]]:
    query = select(Placement).where(Placement.context_id == launch.context_id).order_by(Placement.id)
    first: dict[str, Placement] = {}
    for placement in [*session.scalars(query), *not_opened_yet(session, launch.context_id)]:
        first.setdefault(placement.module_id, placement)
    return [(module, first[module.id]) for module in catalogue.modules if module.id in first]
