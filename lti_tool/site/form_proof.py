"""Flask-WTF's protection of forms, without what it asks and puts together anew at each request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, g, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

from lti_tool.lti.launch.state import PlainSerializer

FIELD = "csrf_token"  # of a form, of the session and of `g`, as Flask-WTF calls all three
_SALT = "wtf-csrf-token"
_WITHOUT_PROOF = frozenset({"GET", "HEAD", "OPTIONS"})


class FormProof(CSRFProtect):
    """Lets pass at once what Flask-WTF would let pass in the end; what a form brings is Flask-WTF's to judge."""

    def __init__(self) -> None:
        super().__init__()
        self._open_doors: set[str] = set()

    def init_app(self, app: Flask) -> None:
        """Guard the app's forms, and let its templates say `csrf_token()`."""
        super().init_app(app)
        make_token = _Tokens(app.config["WTF_CSRF_SECRET_KEY"])
        app.jinja_env.globals[FIELD] = make_token
        app.context_processor(lambda: {FIELD: make_token})

    def exempt(self, view: Callable[..., Any] | Blueprint | str) -> Callable[..., Any] | Blueprint | str:
        """Ask for no proof there: something else guards it."""
        if isinstance(view, Blueprint):
            self._open_doors.add(view.name)
        exempted: Callable[..., Any] | Blueprint | str = super().exempt(view)
        return exempted

    def protect(self, apply_exemptions: bool = False) -> None:
        """Check that a form came from a page of ours; raises CSRFError."""
        if apply_exemptions and (request.method in _WITHOUT_PROOF or request.blueprint in self._open_doors):
            return
        super().protect(apply_exemptions)


class _Tokens:
    """Flask-WTF's tokens of sessions that are open, signed by a serializer that is kept."""

    def __init__(self, secrets_oldest_first: list[str]) -> None:
        self._signed = PlainSerializer(secrets_oldest_first, _SALT, signer_kwargs={"digest_method": hashlib.sha1})

    def __call__(self) -> str:
        """The token of the current answer's forms."""
        if FIELD not in g:
            g.csrf_token = self._signed.dumps(session[FIELD]) if FIELD in session else generate_csrf()
        return str(g.csrf_token)
