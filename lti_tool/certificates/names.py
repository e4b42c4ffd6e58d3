"""The name on a certificate: as the platform gave it, or as the learner typed it once, made fit to print."""

from __future__ import annotations

import unicodedata

from lti_tool.errors import N_, ToolError

LONGEST = 100
_JOINERS = "\u200c\u200d"  # they shape Persian, Indic and Sinhala names; every other invisible character is removed
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES = frozenset({"Zs", "Zl", "Zp"})


class NameNeeded(ToolError):
    """Nothing that could be printed as a name."""

    title = N_("Your name is needed")
    message = N_("Please type your name as it should appear on the certificate, with at least one letter.")
    advice = N_("Nothing was recorded.")


class NameTooLong(ToolError):
    """More than a certificate holds."""

    title = N_("That name is too long")
    message = N_("A certificate has room for a name of up to 100 characters.")
    advice = N_("Nothing was recorded.")


def clean_name(text: str) -> str:
    """One line of visible characters, composed; empty where no letter is left."""
    kept = "".join(_keep(letter) for letter in unicodedata.normalize("NFC", text[: LONGEST * 10]))
    name = " ".join(kept.split())
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


def _keep(letter: str) -> str:
    if letter in _JOINERS:
        return letter
    category = unicodedata.category(letter)
    if category in _SPACES or letter in "\t\n\r\v\f":
        return " "
    return "" if category in _DROPPED else letter
