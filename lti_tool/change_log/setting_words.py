"""Changes of settings in words: each setting and each value is called what its form calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lti_tool.placements.settings import SETTINGS
from lti_tool.placements.words import UNSET, say_value
from lti_tool.templating import translate

Title = Callable[[str], str]


def say_changes(changes: Mapping[str, object], lesson_title: Title) -> str:
    """“which attempt counts: The highest → The latest; …”, in the form's order: Postgres keeps none.

    A change is what was and what is now; one that could not be read again is a text, and is shown as it was said then.
    """
    return "; ".join(_say_change(name, change, lesson_title) for name, change in sorted(changes.items(), key=_place))


def _place(change: tuple[str, object]) -> int:
    """Where the form has a setting; at the end where it has it no more."""
    return list(SETTINGS).index(change[0]) if change[0] in SETTINGS else len(SETTINGS)


def _say_change(name: str, change: object, lesson_title: Title) -> str:
    setting = SETTINGS.get(name)
    called = translate(setting.about.called) if setting else name
    if not isinstance(change, list):
        return f"{called}: {change}"
    said = [say_value(setting, value, lesson_title) if setting else _say_unknown(value) for value in change]
    return f"{called}: {' → '.join(said)}"


def _say_unknown(value: object) -> str:
    """A value of a setting that is no more."""
    return UNSET if value in (None, []) else str(value)
