"""Rules on the parts of an item of any type: all different, each with feedback."""

from __future__ import annotations

from collections.abc import Iterator

from lti_tool.content.checking.lint.finding import Finding, parts_of
from lti_tool.content.checking.lint.reading import words
from lti_tool.content.model.items.item import Item, MatchItem
from lti_tool.content.source.validation import FEEDBACK_REMEDY

MIN_FEEDBACK_WORDS = 5


def parts_differ(item: Item) -> Iterator[Finding]:
    """Two options, steps or pairs with the same words cannot both be marked fairly."""
    seen: dict[tuple[str, ...], str] = {}
    for part in parts_of(item):
        said = tuple(words(part.text))
        if said in seen:
            yield Finding("error", (*part.path, "text"), f"says the same as {seen[said]}", "rewrite one of them")
        seen.setdefault(said, part.name)


def targets_differ(item: Item) -> Iterator[Finding]:
    """Two answers of a matching item that differ only in case or punctuation look like one, and one is marked wrong."""
    if not isinstance(item, MatchItem):
        return
    seen: dict[tuple[str, ...], str] = {}
    for target in item.targets:
        said = tuple(words(target.text))
        if said in seen:
            message = f'the answers "{seen[said]}" and "{target.text}" look the same'
            yield Finding("error", ("pairs",), message, "write one of them everywhere, or say something else")
        seen.setdefault(said, target.text)


def feedback_says_something(item: Item) -> Iterator[Finding]:
    """Learners ask why an answer is wrong; a word or two does not tell them."""
    for part in parts_of(item):
        if message := too_short("feedback", part.feedback):
            yield Finding("error", (*part.path, "feedback"), message, FEEDBACK_REMEDY)


def too_short(name: str, text: str) -> str | None:
    """Say that a reason has under five words; None when it has enough."""
    count = len(words(text))
    if count >= MIN_FEEDBACK_WORDS:
        return None
    return f"the {name} has {count} {'word' if count == 1 else 'words'}" if count else f"there is no {name}"
