"""Serving what lessons show: people and pictures out of the content folder, and nothing else that lies in it."""

from __future__ import annotations

from flask import Flask, Response, current_app, request, send_from_directory

from lti_tool.content.model.cast import PEOPLE, PICTURES
from lti_tool.errors import NotFound
from lti_tool.learner.art import DRAWINGS, scene_of
from lti_tool.placements.catalogue import LazyCatalogue

_YEAR_S = 31_536_000
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # its own style, where somebody opens it by itself


def init_app(app: Flask) -> None:
    """Add the address of drawings, and what templates ask for a module's scene."""
    app.add_url_rule(f"{DRAWINGS}/<any({PEOPLE}, {PICTURES}):folder>/<name>.svg", "drawing", drawing)
    app.jinja_env.globals["scene_of"] = scene_of


def drawing(folder: str, name: str) -> Response:
    """One drawing; an address with its version may be kept for good, since another drawing has another version."""
    content: LazyCatalogue = current_app.extensions["catalogue"]
    file = f"{folder}/{name}.svg"
    version = content.loaded.cast.versions.get(file)
    if version is None:
        raise NotFound
    is_this = request.args.get("v") == version
    response = send_from_directory(content.folder, file, mimetype="image/svg+xml", max_age=_YEAR_S if is_this else 0)
    response.headers["Content-Security-Policy"] = _POLICY
    return response
