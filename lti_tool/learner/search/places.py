"""Where one may look: the modules placed in the course, as their links show them, and which of them open from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.module import Module
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.lti.records.siblings import launched_links
from lti_tool.placements.accommodations import placements_with_dates
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import shown_at


@dataclass(frozen=True, slots=True)
class SearchPlace:
    """A placed module; `own` are the lessons that the course wrote itself."""

    placement: Placement
    module: Module
    own: tuple[Lesson, ...]
    is_here: bool
    may_open: bool
    title_language: str


def search_places(session: Session, launch: Launch, catalogue: Catalogue, language: str) -> Mapping[str, SearchPlace]:
    """Return each module of the course once: by the link that one is at, else by one that opens from here."""
    launched = launched_links(session, launch)
    found: dict[str, SearchPlace] = {}
    for placement in placements_with_dates(session, launch.context_id, launch.user_id):
        original = catalogue.module(placement.module_id)
        if original is None:
            continue
        shown = shown_at(session, placement, original)
        localised = shown.localised(language)
        own_ids = {lesson.id for lesson in shown.own.lessons}
        place = SearchPlace(
            placement=placement,
            module=localised.module,
            own=tuple(lesson for lesson in localised.module.lessons if lesson.id in own_ids),
            is_here=placement.resource_link_id == launch.resource_link_id,
            may_open=placement.resource_link_id in launched or (bool(shown.module.lessons) and not is_preview(launch)),
            title_language=localised.language_of(original.id, language),
        )
        before = found.get(original.id)
        if before is None or (place.is_here, place.may_open) > (before.is_here, before.may_open):
            found[original.id] = place
    return found
