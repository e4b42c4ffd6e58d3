"""Where a launch takes an instructor: to the whole course, or to the link where the course is no more than that."""

from __future__ import annotations

from sqlalchemy import Integer, cast, null, select, union_all
from sqlalchemy.orm import Session

from lti_tool.lti.launched import Launched
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import ChosenModule, Placement
from lti_tool.placements.picking.custom import CUSTOM_MODULE

COURSE, LINK = "instructor.grid", "instructor.home"


def first_page(session: Session, launch: Launched) -> str:
    """The endpoint: the course as soon as it has more than this link; a link without a module first asks for one."""
    links, chosen = _course(session, launch.context_id)
    mine = links.pop(launch.resource_link_id, None)
    if mine is None and catalogue().module(launch.custom.get(CUSTOM_MODULE, "")):
        mine = launch.custom[CUSTOM_MODULE]  # a new link, which is stored when its module is first read
    return COURSE if mine and (links or chosen - {mine}) else LINK


def _course(session: Session, context_id: int) -> tuple[dict[int | None, str], set[str]]:
    """The module of each link of a course, and the modules that were chosen for it."""
    placed = select(Placement.resource_link_id, Placement.module_id).where(Placement.context_id == context_id)
    chosen = select(cast(null(), Integer), ChosenModule.module_id).where(ChosenModule.context_id == context_id)
    rows = [(link, module) for link, module in session.execute(union_all(placed, chosen))]
    return {link: module for link, module in rows if link}, {module for link, module in rows if not link}
