"""Serving the pictures of a course's own, to browsers that have a page of that course open.

The address names the bytes and no launch, so that a browser keeps the picture from one launch to the next; what opens
it is the session. A signed address would need no session, and would stay open to whoever it is passed on to.
"""

from __future__ import annotations

from flask import Flask, Response
from sqlalchemy import select

from lti_tool.authoring.image_models import OwnImage
from lti_tool.authoring.reencoding import MIMETYPE
from lti_tool.db import db, utcnow
from lti_tool.errors import NotFound
from lti_tool.learner.art import OWN_IMAGES
from lti_tool.lti.session import open_courses

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=31536000, immutable",  # other bytes have another address
}


def init_app(app: Flask) -> None:
    """Add the address of a course's own pictures."""
    app.add_url_rule(f"{OWN_IMAGES}/<name:key>.webp", "own_image", own_image)


def own_image(key: str) -> Response:
    """One picture; NotFound whether it is not there or not this browser's to see."""
    ids = db.session.execute(select(OwnImage.id, OwnImage.context_id).where(OwnImage.key == key)).all()
    courses = open_courses({row.context_id for row in ids}, utcnow()) if ids else set()
    found = next((row.id for row in ids if row.context_id in courses), None)
    if found is None:
        raise NotFound
    data = db.session.scalars(select(OwnImage.data).where(OwnImage.id == found)).one()
    return Response(data, mimetype=MIMETYPE, headers=_HEADERS)
