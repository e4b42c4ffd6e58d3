"""Addresses of the web, as people type them and platforms send them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOST = r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"  # without anybody's name or password
WEB_ADDRESS = rf"(?i:https?)://{_HOST}(?:[/?#][^\s\"\\]*)?"
_WEB_ADDRESS = re.compile(WEB_ADDRESS)


def host_of(text: str) -> str:
    """The host of a web address, with its port; empty where the text is none.

    A web address is http or https with a plain host; nothing in it ends a link early, or is unseen.
    """
    try:
        return urlsplit(text).netloc if text.isprintable() and _WEB_ADDRESS.fullmatch(text) else ""
    except ValueError:
        return ""


def is_web_address(text: str) -> bool:
    """Whether a text is a web address."""
    return bool(host_of(text))
