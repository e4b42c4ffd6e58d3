"""Which sites may frame an answer, and where its forms may go: the two parts of our CSP that depend on a launch."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, g
from werkzeug.wrappers import Response

from lti_tool.lti.registry import Platform

HSTS = "max-age=31536000"  # a year, of this host alone: its neighbors are not ours to speak for
_ALWAYS = (("Referrer-Policy", "same-origin"), ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"))
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action {forms}; frame-ancestors {ancestors}"
)


def allow_framing(platform: Platform) -> None:
    """Let this platform's sites frame the answer to the current request."""
    g.frame_ancestors = platform.frame_ancestors


def allow_form_to(url: str) -> None:
    """Let a form on the current answer go to the origin of `url` as well as to us."""
    g.form_targets = origin_of(url)


def allow_form_through(url: str) -> None:
    """Let a form on the current answer be redirected to `url` and on from there.

    Chromium holds redirects to `form-action` too, and a platform's sign-in may pass through hosts that we do not know.
    """
    g.form_targets = f"https: {origin_of(url)}"


def origin_of(url: str) -> str:
    """Scheme, host and port of a web address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def content_security_policy() -> str:
    """The policy of the current answer; one that knows no platform (a refusal) may be shown in any LMS."""
    forms = " ".join(filter(None, ("'self'", g.get("form_targets"))))
    return POLICY.format(forms=forms, ancestors=g.get("frame_ancestors") or "https: http:")


def set_security_headers(response: Response) -> Response:
    """Put on every answer what keeps its pages framed, cached and referred to as they should be."""
    wanted = [("Content-Security-Policy", content_security_policy()), *_ALWAYS]
    if current_app.extensions["settings"].base_url.startswith("https://"):
        wanted.append(("Strict-Transport-Security", HSTS))
    said = {name.lower() for name, _ in response.headers}  # once: each look at a header goes through all of them
    response.headers.extend([(name, value) for name, value in wanted if name.lower() not in said])
    return response
