"""The blueprint of every page a learner meets; each file of views adds its own to it."""

from __future__ import annotations

from flask import Blueprint

from lti_tool.lti.session import bind_pages

bp = Blueprint("learner", __name__, url_prefix="/l/<launch_id>")
bind_pages(bp)
