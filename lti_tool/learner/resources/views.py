"""Resources: what libraries and others published, to browse. Nobody is told who opened what."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_tool.learner import rendering
from lti_tool.learner.blueprint import bp
from lti_tool.learner.resources import page as resource_pages
from lti_tool.lti.access import is_preview
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.templating import page_language


@bp.get("/resources")
def resources() -> ResponseReturnValue:
    """Everything outside the course that is worth a look, kind by kind."""
    shelves = resource_pages.list_shelves(catalogue(), page_language())
    preview = is_preview(current_launch())
    return render_template(
        "learner/resources/resources.html", shelves=shelves, preview=preview, **rendering.renderers()
    )
