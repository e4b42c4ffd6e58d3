"""What one first attempt adds to the tallies. Pure: whole sixtieths of a point, so that sums are exact."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from lti_tool.attempts.submitting import Marked
from lti_tool.quizzes.answers import is_complete
from lti_tool.quizzes.scoring import FINEST_MARK

CERTAIN = 3
LONGEST_MINUTES = 60
SUMS = (
    "responses",
    "sum_x",
    "sum_xx",
    "sum_y",
    "sum_yy",
    "sum_xy",
    "unanswered",
    "confident",
    "confident_wrong",
)


@dataclass(slots=True)
class ItemSums:
    """What attempts add to an item's tally: the SUMS by name, and how often each token was chosen."""

    item_id: str
    sums: Counter[str] = field(default_factory=Counter)
    choices: Counter[str] = field(default_factory=Counter)

    def add(self, other: ItemSums, sign: int = 1) -> None:
        """Add another's sums, or with -1 subtract them; counts that fall to zero are dropped."""
        for mine, theirs in ((self.sums, other.sums), (self.choices, other.choices)):
            for name, count in theirs.items():
                mine[name] += sign * count
                if not mine[name]:
                    del mine[name]


def sixtieths(marked: Marked) -> int:
    """The points that an item earned, in sixtieths; every possible mark is a whole number of them."""
    return int(marked.mark.points * FINEST_MARK)


def competency_points(items: Sequence[Marked]) -> dict[str, tuple[int, int]]:
    """Sixtieths earned and items asked in each competency; an item that was dropped asks nothing."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for each in items:
        if each.mark.points_possible:
            points, asked = found[each.drawn.item.competency]
            found[each.drawn.item.competency] = points + sixtieths(each), asked + 1
    return dict(found)


def item_sums(items: Sequence[Marked]) -> dict[str, ItemSums]:
    """What each item of an attempt adds to its tally, by the digest of the item; one that was dropped adds nothing."""
    total = sum(sixtieths(each) for each in items)
    asked = [each for each in items if each.mark.points_possible]
    return {each.drawn.item.digest: _sums(each, total - sixtieths(each)) for each in asked}


def minutes_spent(seconds: float) -> int:
    """The whole minutes of an attempt; an hour or more counts as 60."""
    return min(LONGEST_MINUTES, max(0, int(seconds // 60)))


def _sums(each: Marked, rest: int) -> ItemSums:
    points = sixtieths(each)
    is_certain = each.answer.sure == CERTAIN and bool(each.answer.tokens)
    counts = {
        "responses": 1,
        "sum_x": points,
        "sum_xx": points * points,
        "sum_y": rest,
        "sum_yy": rest * rest,
        "sum_xy": points * rest,
        "unanswered": int(not is_complete(each.drawn.item, each.answer.tokens)),
        "confident": int(is_certain),
        "confident_wrong": int(is_certain and each.mark.verdict != "right"),
    }
    found = ItemSums(each.drawn.item.id)
    found.add(ItemSums("", Counter(counts), Counter(each.answer.tokens)))
    return found
