"""The ways in which WebKit treats the cookies of a site inside another one's frame."""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.cookie_modes import BOTH, NONE


@dataclass(frozen=True)
class CookieMode:
    """How MiniBrowser is started, and which of the probe's cookies then come back over HTTPS."""

    name: str
    arguments: tuple[str, ...]
    in_a_frame: frozenset[str]
    in_a_tab: frozenset[str]


TRACKING_PREVENTION = CookieMode("tracking prevention, as in Safari", ("--enable-itp",), NONE, BOTH)
KEPT = CookieMode("cookies kept in frames", ("--cookies-policy=always",), BOTH, BOTH)
ALL_BLOCKED = CookieMode("all cookies blocked", ("--cookies-policy=never",), NONE, NONE)
