"""The switch in each page's footer: somebody's own choice, kept for every later visit of theirs."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from lti_tool.content.model.wording.languages import base_language
from lti_tool.db import db
from lti_tool.errors import N_, NotFound
from lti_tool.learner.blueprint import bp
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.templating import LANGUAGES


@bp.post("/language")
def choose_language() -> ResponseReturnValue:
    """Speak this language from now on, and go back to where one was; the LMS's own choice needs nothing kept."""
    launch, language = current_launch(), request.form.get("language", "")
    if language not in LANGUAGES:
        raise NotFound(N_("There are no pages in that language."))
    launch.user.language = "" if base_language(launch.locale) == language else language
    db.session.commit()
    return redirect(_where_one_was(launch), 303)


def _where_one_was(launch: Launch) -> str:
    """The page that the switch was on, where it is one of this visit's and can be asked for again."""
    parts = urlsplit(request.referrer or "")
    path = parts.path.removeprefix(request.root_path)
    try:
        _endpoint, values = current_app.url_map.bind("").match(path, "GET")
    except HTTPException:
        values = {}
    if values.get("launch_id") != launch.id:
        return url_for("learner.module", launch_id=launch.id)
    query = f"?{parts.query}" if parts.query else ""
    return f"{request.root_path}{path}{query}"
