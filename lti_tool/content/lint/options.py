"""Rules on an item's options: how many, all different, none that stands for others, each with feedback."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lti_tool.content.lint.finding import Finding
from lti_tool.content.lint.reading import plain, words
from lti_tool.content.schema.item import ChoiceItem
from lti_tool.content.validation import FEEDBACK_REMEDY

MIN_FEEDBACK_WORDS = 5

_STANDS_FOR_OTHERS = re.compile(
    r"\b(all|none|both|any|neither|either|some|each) of"
    r" (the above|the other (options|answers)|these (options|answers))\b"
    r"|^(all|none|both|neither|either|any) of (these|them)\W*$"
    r"|^(both|neither|either) \(?[a-e1-4]\)? (and|or|nor) \(?[a-e1-4]\)?\W*$",
    re.IGNORECASE,
)


def has_three_or_four_options(item: ChoiceItem) -> Iterator[Finding]:
    """Three options test as well as five (Rodriguez 2005); two invite guessing."""
    count = len(item.options)
    if not 3 <= count <= 4:
        yield Finding("error", ("options",), f"there are {count} options", "write three or four")


def options_differ(item: ChoiceItem) -> Iterator[Finding]:
    """Two options with the same words cannot both be marked fairly."""
    seen: dict[tuple[str, ...], str] = {}
    for index, option in enumerate(item.options):
        said = tuple(words(option.text))
        if said in seen:
            yield Finding(
                "error",
                ("options", index, "text"),
                f"says the same as option {seen[said]}",
                "rewrite one of them",
            )
        seen.setdefault(said, option.id)


def no_option_stands_for_others(item: ChoiceItem) -> Iterator[Finding]:
    """All or none of the above rewards test craft, and makes no sense once options are shuffled."""
    for index, option in enumerate(item.options):
        if _STANDS_FOR_OTHERS.search(plain(option.text)):
            message = f'"{plain(option.text)}" stands for other options'
            yield Finding("error", ("options", index, "text"), message, "write an answer of its own")


def feedback_says_something(item: ChoiceItem) -> Iterator[Finding]:
    """Learners ask why an answer is wrong; a word or two does not tell them."""
    for index, option in enumerate(item.options):
        count = len(words(option.feedback))
        if count < MIN_FEEDBACK_WORDS:
            message = (
                f"the feedback has {count} {'word' if count == 1 else 'words'}" if count else "there is no feedback"
            )
            yield Finding("error", ("options", index, "feedback"), message, FEEDBACK_REMEDY)
