"""Buttons that fill in a form of settings and save nothing: a preset, and one setting put back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from lti_tool.instructor.shared.moments import MOMENT
from lti_tool.instructor.shared.settings_form import form_values
from lti_tool.placements.before_saving.presets import WORDS, Preset, values_of
from lti_tool.placements.settings import SETTINGS, KeyShown, QuizSettings
from lti_tool.placements.words import say_value
from lti_tool.templating import translate

PRESET, RESET = "preset", "reset"


@dataclass(frozen=True, slots=True)
class PresetButton:
    """One of the ready-made sets, and what it comes to."""

    value: str
    name: str
    gist: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was typed, with what a button filled in; `says` names what that is, line by line."""

    data: MultiDict[str, str]
    title: str
    says: list[str]


def buttons(*, for_course: bool = False) -> list[PresetButton]:
    """The presets that a form offers."""
    return [
        PresetButton(preset, translate(words.name), translate((for_course and words.gist_for_course) or words.gist))
        for preset, words in WORDS.items()
    ]


def fill(typed: MultiDict[str, str], base: QuizSettings, *, for_course: bool = False) -> Filled | None:
    """What the button that was pressed makes of a form; None where it was another button.

    `base` is what settings are where nothing of their own is set. An exam shows its answers when the quiz closes.
    """
    preset, reset = typed.get(PRESET, ""), typed.get(RESET, "")
    if preset in set(Preset):
        values = values_of(Preset(preset), for_course=for_course)
        fields = {name: _as_typed(value) for name, value in values.items()}
        if not for_course:
            has_date = values["key_shown"] == KeyShown.FROM_DATE
            fields["key_shown_from"] = typed.get("closes_at", "") if has_date else ""
        title = _("Filled in for: %(preset)s. Nothing is saved yet.", preset=translate(WORDS[Preset(preset)].name))
        says = [_line(name, value) for name, value in values.items()]
        if values["key_shown"] == KeyShown.FROM_DATE and not fields["key_shown_from"]:
            says.append(_("Choose the date from which the answers are shown."))
        return Filled(_overlaid(typed, fields), title, says)
    if reset in SETTINGS:
        value = form_values(base)[reset]
        return Filled(
            _overlaid(typed, {reset: _as_typed(value)}), _("Put back. Nothing is saved yet."), [_line(reset, value)]
        )
    return None


def _overlaid(typed: MultiDict[str, str], fields: Mapping[str, str]) -> MultiDict[str, str]:
    data = typed.copy()
    for name, value in fields.items():
        data.setlist(name, [value])
    return data


def _as_typed(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime(MOMENT)
    return "" if value is None else str(value)


def _line(name: str, value: Any) -> str:
    setting = SETTINGS[name]
    said = say_value(setting, value) if value is not None else _("empty")
    return f"{translate(setting.about.label)}: {said}"
