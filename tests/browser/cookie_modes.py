"""The ways in which people's browsers treat the cookies of a site inside another one's frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.browser.cookie_probe import PARTITIONED, PLAIN


@dataclass(frozen=True)
class CookieMode:
    """Chromium's own preferences, and which of the probe's cookies then come back."""

    name: str
    preferences: dict[str, Any]
    in_a_frame: frozenset[str]
    in_a_tab: frozenset[str]


BOTH = frozenset({PLAIN, PARTITIONED})
NONE: frozenset[str] = frozenset()
BLOCK = 2  # Chromium's CONTENT_SETTING_BLOCK

ALLOWED = CookieMode("cookies allowed", {"profile": {"cookie_controls_mode": 0}}, BOTH, BOTH)
THIRD_PARTY_BLOCKED = CookieMode(
    "third-party cookies blocked",
    {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}},
    frozenset({PARTITIONED}),
    BOTH,
)
REFUSED_IN_FRAMES = CookieMode(
    "all cookies refused inside the LMS",
    {"profile": {"content_settings": {"exceptions": {"cookies": {"localhost,127.0.0.1": {"setting": BLOCK}}}}}},
    NONE,
    BOTH,
)
ALL_BLOCKED = CookieMode(
    "all cookies blocked", {"profile": {"default_content_setting_values": {"cookies": BLOCK}}}, NONE, NONE
)
