"""Turning the application into a preview: a platform that exists here alone, and pages to choose a module from."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app

from lti_tool.audit import Actor
from lti_tool.db import db, utcnow
from lti_tool.lti.registering.registrations import save_registration
from lti_tool.placements.catalogue import LazyCatalogue
from lti_tool.preview.launching import CLIENT_ID, DEPLOYMENT_ID, ISSUER
from lti_tool.preview.views import bp
from lti_tool.preview.watching import EXTENSION, Watch


def set_up_preview(app: Flask, folder: Path) -> None:
    """Serve the folder's content to its author; the database must be the preview's own, and migrated.

    What the tool asks of a first request is left out: broken content is what an author comes here to see.
    """
    app.extensions["catalogue"] = LazyCatalogue(folder)
    app.extensions[EXTENSION] = Watch(app, folder)
    app.extensions["is_ready"] = True
    app.register_blueprint(bp)
    app.before_request(_look)
    with app.app_context():
        base_url = app.extensions["settings"].base_url
        save_registration(
            db.session(),
            ISSUER,
            CLIENT_ID,
            deployment_ids=[DEPLOYMENT_ID],
            actor=Actor.operator(),
            now=utcnow(),
            name="Preview",
            auth_login_url=f"{ISSUER}/login",
            token_url=f"{ISSUER}/token",
            jwks_url=f"{ISSUER}/jwks.json",
            frame_origins=(base_url, base_url.replace("//localhost", "//127.0.0.1")),
        )
        db.session.commit()
        app.extensions["lti"].close_connections()


def _look() -> None:
    current_app.extensions[EXTENSION].look()
