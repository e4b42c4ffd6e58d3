"""The course as its instructor sees it: every module of the catalogue, where it is placed, how far its people are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from lti_tool.content.model import Module
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.placements.models import Placement
from lti_tool.placements.picking.chosen import not_opened_yet
from lti_tool.progress.models import LearnerProgress


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One module; `links` is how often this course has it, `begun` and `passed` count people, each once.

    `chosen_at` is when it was chosen in the picker, where nobody has opened a link to it since.
    """

    module: Module
    links: int
    begun: int
    passed: int
    chosen_at: datetime | None = None


def catalogue_rows(session: Session, context_id: int, catalogue: Catalogue) -> list[CatalogueRow]:
    """Every module in the catalogue's order, a placed refresher too, with what this course has of it."""
    links, people = _links(session, context_id), _people(session, context_id)
    waiting = {placement.module_id: placement.created_at for placement in not_opened_yet(session, context_id)}
    return [
        CatalogueRow(module, links.get(module.id, 0), *people.get(module.id, (0, 0)), waiting.get(module.id))
        for module in catalogue.placeable
        if module.kind != "refresher" or module.id in links
    ]


def _links(session: Session, context_id: int) -> dict[str, int]:
    query = (
        select(Placement.module_id, func.count())
        .where(Placement.context_id == context_id)
        .group_by(Placement.module_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _people(session: Session, context_id: int) -> dict[str, tuple[int, int]]:
    has_passed = case((LearnerProgress.passed, LearnerProgress.user_id))
    query = (
        select(
            Placement.module_id,
            func.count(LearnerProgress.user_id.distinct()),
            func.count(has_passed.distinct()),
        )
        .join(Placement, Placement.id == LearnerProgress.placement_id)
        .where(Placement.context_id == context_id)
        .group_by(Placement.module_id)
    )
    return {module_id: (begun, passed) for module_id, begun, passed in session.execute(query)}
