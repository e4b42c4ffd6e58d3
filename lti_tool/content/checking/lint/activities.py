"""Rules on activities: reasons that say something, no text twice, nobody's address, nobody called names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lti_tool.content.checking.lint.finding import Finding, Path
from lti_tool.content.checking.lint.parts import too_short
from lti_tool.content.checking.lint.reading import words
from lti_tool.content.checking.lint.wording import contact_data, negative_label
from lti_tool.content.source.validation import FEEDBACK_REMEDY

ActivityRule = Callable[[object], Iterator[Finding]]

_REASONS = {"feedback": FEEDBACK_REMEDY, "why": "say why in at least five words"}
_LISTS_THAT_DIFFER = ("models", "categories", "entries", "statements", "choices", "options", "fields")
# What a patron says, or what is to be said better, may hold the very words that a model would never use.
_OUR_OWN_WORDS = ("feedback", "why", "try", "hint", "debrief")


def reasons_say_something(data: object) -> Iterator[Finding]:
    """Every feedback and every why has at least five words, as in items."""
    for path, text in _texts(data):
        name = path[-1] if path else ""
        if isinstance(name, str) and name in _REASONS and (message := too_short(name, text)):
            yield Finding("error", path, message, _REASONS[name])


def texts_differ(data: object, path: Path = ()) -> Iterator[Finding]:
    """No two entries of one list say the same."""
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in children:
        if key in _LISTS_THAT_DIFFER and isinstance(value, list):
            yield from _repetitions(value, (*path, key))
        yield from texts_differ(value, (*path, key))


def no_contact_data(data: object) -> Iterator[Finding]:
    """An address or a number that looks real may be somebody's."""
    for path, text in _texts(data):
        if message := contact_data(text):
            yield Finding("error", path, message, "take it out")


def no_negative_labels(data: object) -> Iterator[Finding]:
    """Where we speak ourselves, we describe what somebody does, and call nobody names."""
    for path, text in _texts(data):
        if path and path[-1] in _OUR_OWN_WORDS and (message := negative_label(text)):
            yield Finding("warning", path, message, "describe what the person does")


def _repetitions(entries: list[object], path: Path) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], int] = {}
    for index, entry in enumerate(entries):
        text = entry if isinstance(entry, str) else _name_of(entry)
        said = tuple(words(text))
        if said and said in seen:
            message = f"says the same as number {seen[said] + 1}"
            yield Finding("error", (*path, index), message, "rewrite one of them")
        seen.setdefault(said, index)


def _name_of(entry: object) -> str:
    found = (entry.get("text") or entry.get("label")) if isinstance(entry, dict) else None
    return found if isinstance(found, str) else ""


def _texts(data: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
        return
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in children:
        yield from _texts(value, (*path, key))
