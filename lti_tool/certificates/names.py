"""The name on a certificate: as the platform gave it, or as the learner typed it once, made fit to print."""

from __future__ import annotations

import unicodedata

from lti_tool.errors import N_, ToolError
from lti_tool.text.plain_text import clean_line

LONGEST = 500
_UNPRINTABLE = frozenset({"Co", "Cn"})  # no font has them


class NameNeeded(ToolError):
    """Nothing that could be printed as a name."""

    title = N_("Your name is needed")
    message = N_("Please type your name as it should appear on the certificate, with at least one letter.")
    advice = N_("Nothing was recorded.")


class NameTooLong(ToolError):
    """More than a certificate holds."""

    title = N_("That name is too long")
    message = N_("A certificate has room for a name of up to 500 characters.")
    advice = N_("Nothing was recorded.")


def clean_name(text: str) -> str:
    """One line of visible characters, composed; empty where no letter is left."""
    line = clean_line(unicodedata.normalize("NFC", text[: LONGEST * 10]))
    name = " ".join("".join(each for each in line if unicodedata.category(each) not in _UNPRINTABLE).split())
    return name if any(unicodedata.category(letter).startswith("L") for letter in name) else ""


def platform_name(text: str) -> str:
    """The name that the platform gave, cut to fit; empty if it gave none."""
    return clean_name(text)[:LONGEST].rstrip()


def typed_name(text: str) -> str:
    """The name that a learner typed; raises NameNeeded and NameTooLong."""
    name = clean_name(text)
    if not name:
        raise NameNeeded
    if len(name) > LONGEST:
        raise NameTooLong
    return name
