"""Which sites may frame an answer, and where its forms may go: the two parts of our CSP that depend on a launch."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from flask import current_app, g

from lti_tool.lti.registry import Platform

HSTS = "max-age=31536000"  # a year, of this host alone: its neighbors are not ours to speak for
_ALWAYS = (("Referrer-Policy", "same-origin"), ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"))
_KEPT = 256
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


def security_headers() -> Mapping[str, tuple[str, str]]:
    """What keeps the current answer framed, cached and referred to as it should be: headers by their lower-case names.

    An answer that knows no platform (a refusal) may be shown in any LMS.
    """
    is_https: bool = current_app.extensions["settings"].is_https
    return _headers(g.get("form_targets"), g.get("frame_ancestors"), is_https)


@lru_cache(maxsize=_KEPT)
def _headers(form_targets: str | None, ancestors: str | None, is_https: bool) -> Mapping[str, tuple[str, str]]:
    forms = f"'self' {form_targets}" if form_targets else "'self'"
    policy = POLICY.format(forms=forms, ancestors=ancestors or "https: http:")
    wanted = [("Content-Security-Policy", policy), *_ALWAYS]
    if is_https:
        wanted.append(("Strict-Transport-Security", HSTS))
    return {name.lower(): (name, value) for name, value in wanted}
