"""The blueprint of every page an instructor meets."""

from __future__ import annotations

from flask import Blueprint

from lti_tool.instructor.navigation import groups
from lti_tool.lti.session import bind_pages

bp = Blueprint("instructor", __name__, url_prefix="/l/<launch_id>")
bind_pages(bp)
bp.add_app_template_global(groups, "instructor_places")
