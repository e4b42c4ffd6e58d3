"""`/.well-known/security.txt` (RFC 9116): whom to tell of a security problem, where an operator named somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

from flask import Flask, Response
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.settings import Settings

PATH = "/.well-known/security.txt"
GOOD_FOR = timedelta(days=30)  # from each answer on: whoever keeps a copy looks again; the RFC advises under a year


class NobodyToTell(NotFound):
    """No contact is set."""

    message = N_("The people who run this tool have not said where to report a security problem.")
    advice = N_("Write to whoever runs the site that led you here.")


def init_app(app: Flask, settings: Settings) -> None:
    """Register the address; without a contact it says so, with status 404."""

    def security_txt() -> ResponseReturnValue:
        """The file, as of now."""
        if not settings.security_contact:
            raise NobodyToTell
        return Response(
            "".join(f"{line}\n" for line in _lines(settings, utcnow())), content_type="text/plain; charset=utf-8"
        )

    app.add_url_rule(PATH, "security_txt", security_txt)


def _lines(settings: Settings, now: datetime) -> Iterator[str]:
    """The fields, each on its line (RFC 9116 §2.5)."""
    yield f"Contact: {_uri(settings.security_contact)}"
    yield f"Expires: {now + GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}"
    yield f"Preferred-Languages: {settings.security_languages}"
    if settings.is_https:  # §2.5.2: a web address there begins with https
        yield f"Canonical: {settings.base_url}{PATH}"
    if settings.security_policy:
        yield f"Policy: {settings.security_policy}"


def _uri(contact: str) -> str:
    return contact if contact.startswith("https://") else f"mailto:{quote(contact, safe='@+')}"
