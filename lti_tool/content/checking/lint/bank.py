"""Rules on a whole bank: what no single item shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lti_tool.content.checking.lint.finding import Finding
from lti_tool.content.checking.lint.lengths import lengths
from lti_tool.content.checking.lint.reading import words
from lti_tool.content.model.items.choice import SingleItem
from lti_tool.content.model.items.item import Item

MAX_KEY_LONGEST = 0.4
MIN_ITEMS = 5
# Upper 5 % points of the chi-squared distribution, by number of options (degrees of freedom plus one).
_CHI_SQUARED = {3: 5.991, 4: 7.815}
_MIN_EXPECTED = 5


def stems_differ(items: Sequence[Item]) -> Iterator[Finding]:
    """Two items with the same stem would ask one learner the same thing twice."""
    seen: dict[tuple[str, ...], str] = {}
    for item in items:
        said = tuple(words(item.stem))
        if said in seen:
            yield Finding(
                "error", (), f"{seen[said]} and {item.id} have the same stem", "rewrite or remove one of them"
            )
        seen.setdefault(said, item.id)


def key_is_seldom_the_longest(items: Sequence[Item]) -> Iterator[Finding]:
    """In three-option items the key is the longest in at most 40 %: otherwise "take the longest" passes."""
    singles = [item for item in items if isinstance(item, SingleItem) and len(item.options) == 3 and not item.family]
    longest = [item for item in singles if _key_is_longest(item)]
    if len(singles) >= MIN_ITEMS and len(longest) > MAX_KEY_LONGEST * len(singles):
        names = ", ".join(item.id for item in longest)
        count = f"{len(longest)} of {len(singles)} three-option items"
        message = f"the right answer is the longest in {count} ({names})"
        remedy = f"lengthen a wrong option until it is so in at most {int(MAX_KEY_LONGEST * len(singles))}"
        yield Finding("error", (), message, remedy)


def locked_keys_are_spread(items: Sequence[Item]) -> Iterator[Finding]:
    """Where the order is locked, keys fall on all places alike (chi-squared at 5 %, given enough items)."""
    locked = [item for item in items if isinstance(item, SingleItem) and not item.shuffle and not item.family]
    for count, limit in _CHI_SQUARED.items():
        keys = Counter(_key_position(item) for item in locked if len(item.options) == count)
        spread = [keys[place] for place in range(count)]
        if _chi_squared(spread) > limit:
            places = ", ".join(map(str, spread))
            message = f"the right answers of items with shuffle: false favour one place ({places})"
            yield Finding("warning", (), message, "move some of them")


def _chi_squared(spread: Sequence[int]) -> float:
    """How far counts are from being equal; 0 where too few are expected of each to tell."""
    expected = sum(spread) / len(spread)
    if expected < _MIN_EXPECTED:
        return 0
    return sum((count - expected) ** 2 / expected for count in spread)


def _key_is_longest(item: SingleItem) -> bool:
    measured = lengths(item)
    key = measured[_key_position(item)]
    return key == max(measured) and measured.count(key) == 1


def _key_position(item: SingleItem) -> int:
    return next(index for index, option in enumerate(item.options) if option.key)
