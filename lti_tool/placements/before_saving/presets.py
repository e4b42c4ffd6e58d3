"""Ready-made sets of settings: for practice, as usual, for an exam. They fill in a form; nothing is kept by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lti_tool.errors import N_
from lti_tool.placements.settings import NO_LIMIT, SETTINGS, KeyShown

EXAM_MINUTES = 30
FILLED = ("attempts_allowed", "counting", "wait_minutes", "time_limit_minutes", "grace_seconds", "key_shown")
"""What every preset sets; the date of the answers goes with the last. Dates, grade and what a link shows stay."""


class Preset(StrEnum):
    """What a quiz is for."""

    PRACTICE = "practice"
    STANDARD = "standard"
    EXAM = "exam"


@dataclass(frozen=True, slots=True)
class PresetWords:
    """What a preset is called, and what it comes to at one link, and for a whole course, which has no dates."""

    name: str
    gist: str
    gist_for_course: str = ""


WORDS: Mapping[Preset, PresetWords] = {
    Preset.PRACTICE: PresetWords(
        N_("Practice"), N_("As many attempts as they like, no time limit, answers after each attempt.")
    ),
    Preset.STANDARD: PresetWords(
        N_("Standard"), N_("Attempts as the module says, no time limit, answers after each attempt.")
    ),
    Preset.EXAM: PresetWords(
        N_("Exam"),
        N_("One attempt of 30 minutes, answers from the moment at which the quiz closes, or from one that you choose."),
        N_("One attempt of 30 minutes, answers when it is used up or the quiz has closed."),
    ),
}
_CHANGES: Mapping[Preset, dict[str, Any]] = {
    Preset.PRACTICE: {"attempts_allowed": NO_LIMIT},
    Preset.STANDARD: {},
    Preset.EXAM: {"attempts_allowed": 1, "time_limit_minutes": EXAM_MINUTES, "key_shown": KeyShown.FROM_DATE},
}


def values_of(preset: Preset, *, for_course: bool = False) -> dict[str, Any]:
    """What a preset sets, by setting; the defaults where it has nothing of its own."""
    values: dict[str, Any] = {name: SETTINGS[name].default for name in FILLED} | _CHANGES[preset]
    if for_course and values["key_shown"] in SETTINGS["key_shown"].about.not_for_course:
        values["key_shown"] = KeyShown.AFTER_ATTEMPTS
    return values
