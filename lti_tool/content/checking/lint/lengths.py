"""Rules on length: the right answer must not show by how long it is."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor
from statistics import median

from lti_tool.content.checking.lint.finding import Finding
from lti_tool.content.checking.lint.reading import plain
from lti_tool.content.model.items.choice import ChoiceItem

KEY_RATIO = (0.75, 1.25)
MAX_SPREAD = 1.6


def lengths(item: ChoiceItem) -> list[int]:
    """Return each option's length in characters, as a reader sees it."""
    return [len(plain(option.text)) for option in item.options]


def key_is_as_long_as_distractors(item: ChoiceItem) -> Iterator[Finding]:
    """The keys' median length stays within 0.75 to 1.25 times the distractors'."""
    measured = list(zip(item.options, lengths(item), strict=True))
    keys = median(length for option, length in measured if option.id in item.keys)
    distractors = median(length for option, length in measured if option.id not in item.keys)
    ratio = keys / max(1, distractors)
    if not KEY_RATIO[0] <= ratio <= KEY_RATIO[1]:
        low, high = ceil(KEY_RATIO[0] * distractors), floor(KEY_RATIO[1] * distractors)
        message = f"the right answer has {keys:g} characters, the wrong ones {distractors:g}"
        remedy = f"bring the right answer to between {low} and {high} characters"
        yield Finding("error", ("options", _first_key(item), "text"), message, remedy)


def options_are_of_similar_length(item: ChoiceItem) -> Iterator[Finding]:
    """The longest option is at most 1.6 times the shortest."""
    measured = lengths(item)
    longest, shortest = max(measured), min(measured)
    if longest > MAX_SPREAD * shortest:
        long, short = (item.options[measured.index(length)].id for length in (longest, shortest))
        most, least = floor(MAX_SPREAD * shortest), ceil(longest / MAX_SPREAD)
        message = f"option {long} ({longest} characters) is over 1.6 times as long as option {short} ({shortest})"
        remedy = f"shorten {long} to {most} characters or fewer, or lengthen {short} to {least} or more"
        yield Finding("error", ("options",), message, remedy)


def _first_key(item: ChoiceItem) -> int:
    return next(index for index, option in enumerate(item.options) if option.id in item.keys)
