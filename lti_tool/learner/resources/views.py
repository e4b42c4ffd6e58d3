"""Resources: what libraries and others published, to browse. Nobody is told who opened what."""

from __future__ import annotations

from flask import render_template, request
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
    """What is worth a look outside the course, kind by kind: everything, or one kind, or one topic."""
    preview, language = is_preview(current_launch()), page_language()
    topics = resource_pages.list_topics(catalogue(), language)
    wanted = resource_pages.read_filter(request.args, topics)
    return render_template(
        "learner/resources/resources.html",
        shelves=resource_pages.list_shelves(catalogue(), language, wanted),
        total=len(catalogue().resources),
        topics=topics,
        kinds=resource_pages.list_kinds(catalogue()),
        wanted=wanted,
        preview=preview,
        **rendering.renderers(),
    )
