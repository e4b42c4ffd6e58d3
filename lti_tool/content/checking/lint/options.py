"""Rules on an item's options: how many, and none that stands for others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lti_tool.content.checking.lint.finding import Finding
from lti_tool.content.checking.lint.reading import plain
from lti_tool.content.model.items.choice import ChoiceItem, MultiItem

_STANDS_FOR_OTHERS = re.compile(
    r"\b(all|none|both|any|neither|either|some|each) of"
    r" (the above|the other (options|answers)|these (options|answers))\b"
    r"|^(all|none|both|neither|either|any) of (these|them)\W*$"
    r"|^(both|neither|either) \(?[a-e1-4]\)? (and|or|nor) \(?[a-e1-4]\)?\W*$",
    re.IGNORECASE,
)


def has_a_few_options(item: ChoiceItem) -> Iterator[Finding]:
    """Three options test as well as five (Rodriguez 2005); two invite guessing. Multi-response may have six."""
    count, most, words = (
        len(item.options),
        *((6, "three to six") if isinstance(item, MultiItem) else (4, "three or four")),
    )
    if not 3 <= count <= most:
        yield Finding("error", ("options",), f"there are {count} options", f"write {words}")


def no_option_stands_for_others(item: ChoiceItem) -> Iterator[Finding]:
    """All or none of the above rewards test craft, and makes no sense once options are shuffled."""
    for index, option in enumerate(item.options):
        if _STANDS_FOR_OTHERS.search(plain(option.text)):
            message = f'"{plain(option.text)}" stands for other options'
            yield Finding("error", ("options", index, "text"), message, "write an answer of its own")
