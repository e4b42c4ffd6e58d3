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


def same_origin(url: str, other: str) -> bool:
    """Whether two addresses have scheme, host and port in common; letters of a host may be of either size."""
    try:
        ours, theirs = urlsplit(url), urlsplit(other)
    except ValueError:
        return False
    return (ours.scheme, ours.netloc.lower()) == (theirs.scheme, theirs.netloc.lower())


def is_web_address(text: str) -> bool:
    """Whether a text is a web address."""
    return bool(host_of(text))
