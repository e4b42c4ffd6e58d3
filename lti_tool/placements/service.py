"""Finding and choosing what a resource link shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.errors import N_, ToolError
from lti_tool.lti.launched import Launched
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.models import Placement
from lti_tool.placements.picking.custom import (
    CUSTOM_MODULE,
    DEFAULT_SCORE_MAXIMUM,
    read_graded,
    read_quiz_settings,
    read_score_maximum,
)

_FIND = select(Placement).where(Placement.resource_link_id == bindparam("link"))  # built once: cheaper


class UnknownModule(ToolError):
    """A module id that the catalogue does not have."""

    message = N_("There is no such module in the catalogue. Choose one of the modules listed.")
    advice = N_("Nothing was changed.")


def find_placement(session: Session, launch: Launched) -> Placement | None:
    """The placement of the launch's resource link, when it has one."""
    return session.scalar(_FIND, {"link": launch.resource_link_id})


def placement_from_custom(launch: Launch, catalogue: Catalogue, now: datetime) -> dict[str, Any] | None:
    """The row for a new link whose custom parameter `module` names a module of ours, else None."""
    module_id = launch.custom.get(CUSTOM_MODULE, "")
    if launch.resource_link_id is None or catalogue.module(module_id) is None:
        return None
    return new_row(launch, module_id, now) | {
        "score_maximum": read_score_maximum(launch.custom),
        "is_graded": read_graded(launch.custom),
        "quiz_settings": read_quiz_settings(launch.custom),
    }


def choose_module(session: Session, launch: Launch, module_id: str, catalogue: Catalogue, now: datetime) -> Placement:
    """Set which module the launch's link shows; attempts made on another module stay as they are."""
    if catalogue.module(module_id) is None:
        raise UnknownModule
    placement = find_placement(session, launch)
    before = placement.module_id if placement else None
    if placement and before == module_id:
        return placement
    if placement is None:
        placement = Placement(**new_row(launch, module_id, now))
        session.add(placement)
    return show_module(session, launch, placement, module_id, now, before=before)


def show_module(
    session: Session, launch: Launch, placement: Placement, module_id: str, now: datetime, *, before: str | None
) -> Placement:
    """Let a placement of the launch's course show a module of the catalogue. The caller commits."""
    placement.module_id = module_id
    link = placement.resource_link_id
    action = CourseAction.MODULE_CHOSEN
    record_change(session, launch, action, now, resource_link=link, module=module_id, before=before)
    return placement


def new_row(launch: Launch, module_id: str, now: datetime) -> dict[str, Any]:
    """A placement of the launch's link as it begins."""
    return {
        "resource_link_id": launch.resource_link_id,
        "context_id": launch.context_id,
        "module_id": module_id,
        "score_maximum": DEFAULT_SCORE_MAXIMUM,
        "created_at": now,
    }
