"""Serving what lessons show: people and pictures out of the content folder, and nothing else that lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from flask import Flask, Response, current_app, request, send_from_directory

from lti_tool.content.model.cast import KINDS, PEOPLE, PICTURES
from lti_tool.content.model.speaker import Speaker
from lti_tool.content.talk import ShownFace, ShownPicture
from lti_tool.errors import NotFound
from lti_tool.learner.art import DRAWINGS, page_art, scene_of
from lti_tool.placements.catalogue import LazyCatalogue

_YEAR_S = 31_536_000
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # its own style, where somebody opens it by itself


def init_app(app: Flask) -> None:
    """Add the address of drawings, and what templates ask for a module's scene."""
    app.add_url_rule(f"{DRAWINGS}/<any({PEOPLE}, {PICTURES}):folder>/<name>", "drawing", drawing)
    app.jinja_env.globals |= {
        "scene_of": scene_of,
        "pictures_to_show": pictures_to_show,
        "people_to_show": people_to_show,
    }


@dataclass(frozen=True, slots=True)
class PersonToShow:
    """One of the cast, with each mood as it is written and as it looks."""

    id: str
    name: str
    role: str
    moods: tuple[tuple[str, ShownFace], ...]


def pictures_to_show() -> list[tuple[str, ShownPicture]]:
    """The pictures of the shared course by their ids, for those who write lessons of their own."""
    art = page_art()
    return [(name, picture) for name in art.cast.pictures if (picture := art.picture(name))]


def people_to_show() -> list[PersonToShow]:
    """Everybody of the cast who is drawn, for the same."""
    art, found = page_art(), []
    for person in art.cast.people.values():
        faces = [(mood, art.face(Speaker(person=person.id, mood=mood))) for mood in person.moods]
        moods = tuple((str(mood), face) for mood, face in faces if face)
        found += [PersonToShow(person.id, person.name, person.role, moods)] if moods else []
    return found


def drawing(folder: str, name: str) -> Response:
    """One drawing; an address with its version may be kept for good, since another drawing has another version."""
    content: LazyCatalogue = current_app.extensions["catalogue"]
    file = f"{folder}/{name}"
    version = content.loaded.cast.versions.get(file)
    if version is None:
        raise NotFound
    is_this = request.args.get("v") == version
    response = send_from_directory(
        content.folder, file, mimetype=KINDS[PurePath(name).suffix], max_age=_YEAR_S if is_this else 0
    )
    response.headers["Content-Security-Policy"] = _POLICY
    return response
