"""What was chosen for a course in the picker and has not been opened: said where a page lists what the course has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g

from lti_tool.content.model.module import Module
from lti_tool.db import db
from lti_tool.instructor.blueprint import bp
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.picking.chosen import not_opened_yet


@dataclass(frozen=True, slots=True)
class WaitingModule:
    """A module that the LMS was told of at that moment; whether it made a link is known once somebody opens it."""

    module: Module
    chosen_at: datetime


def waiting_modules() -> list[WaitingModule]:
    """Those of the launch's course, in the order in which they were chosen; read once a request."""
    launch = g.get("launch")
    if "waiting_modules" not in g:
        waiting = not_opened_yet(db.session(), launch.context_id) if launch else []
        found = ((catalogue().module(each.module_id), each.created_at) for each in waiting)
        g.waiting_modules = [WaitingModule(module, at) for module, at in found if module]
    known: list[WaitingModule] = g.waiting_modules
    return known


bp.add_app_template_global(waiting_modules, "waiting_modules")
