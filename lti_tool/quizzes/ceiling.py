"""How far somebody gets who sees only options and families, exactly: the stems hidden, every key known in advance.

Such a reader knows how often each option is the key in a family, and gives the answer that earns most on average.
A question without a family counts as known: its options may tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from lti_tool.content.model import BestWorstItem, ChoiceItem, Item, Quiz, SingleItem
from lti_tool.quizzes.answers import BEST, WORST
from lti_tool.quizzes.marking import mark

Answer = frozenset[str]
MOST_FOR_MULTI = Fraction(34, 100)
KNOWN = Fraction(1)


def possible_answers(item: ChoiceItem) -> Iterator[Answer]:
    """Yield every whole answer that an item with options can be given."""
    if isinstance(item, BestWorstItem):
        for best in item.option_ids:
            yield from (frozenset((f"{BEST}={best}", f"{WORST}={each}")) for each in item.option_ids if each != best)
    elif isinstance(item, SingleItem):
        yield from (frozenset((option,)) for option in item.option_ids)
    else:
        for size in range(1, len(item.option_ids) + 1):
            yield from map(frozenset, combinations(item.option_ids, size))


def best_guess(stems: Sequence[ChoiceItem]) -> Answer:
    """The answer that earns most over some stems of one family, each as likely as the others."""
    return max(possible_answers(stems[0]), key=lambda answer: (_average(stems, answer), sorted(answer)))


def ceiling(stems: Sequence[ChoiceItem]) -> Fraction:
    """What the best guess earns a question, over the stems of one family."""
    return _average(stems, best_guess(stems))


def allowed(item: ChoiceItem) -> Fraction:
    """What the best guess at a family may earn: chance, or for several right options a little more."""
    is_one_choice = isinstance(item, (SingleItem, BestWorstItem))
    return Fraction(1, len(item.option_ids)) if is_one_choice else MOST_FOR_MULTI


def families_of(items: Iterable[Item]) -> dict[str, list[ChoiceItem]]:
    """The stems of each family, by its name."""
    found: defaultdict[str, list[ChoiceItem]] = defaultdict(list)
    for item in items:
        if item.family is not None and isinstance(item, ChoiceItem):
            found[item.family].append(item)
    return dict(found)


def ceiling_of_draw(quiz: Quiz) -> Fraction:
    """The points that such a reader gets out of one attempt, on average over the items that each stratum can draw."""
    worth = {stem.id: best for stems in families_of(quiz.items).values() for best in [ceiling(stems)] for stem in stems}
    points = Fraction(0)
    for section in quiz.sections:
        for stratum in section.strata:
            bank = quiz.bank(section, stratum)
            whole = sum((worth.get(item.id, KNOWN) for item in bank), Fraction(0))
            points += stratum.draw * whole / max(1, len(bank))
    return points


def ceiling_of_bank(items: Sequence[Item]) -> tuple[Fraction, Fraction]:
    """What the best guess earns a stem over all families of a bank, and what chance would: 0 and 0 without any."""
    families = [stems for stems in families_of(items).values() if stems]
    count = sum(map(len, families))
    if not count:
        return Fraction(0), Fraction(0)
    earned = sum((len(stems) * ceiling(stems) for stems in families), Fraction(0))
    chance = sum((len(stems) * allowed(stems[0]) for stems in families), Fraction(0))
    return earned / count, chance / count


def spread(stems: Sequence[ChoiceItem]) -> dict[Fraction, Fraction]:
    """How likely the best guess over some stems earns which points."""
    answer = best_guess(stems)
    earned = Counter(mark(stem, answer).points for stem in stems)  # type: ignore[arg-type]
    return {points: Fraction(count, len(stems)) for points, count in earned.items()}


def _average(stems: Sequence[ChoiceItem], answer: Answer) -> Fraction:
    return sum((mark(stem, answer).points for stem in stems), Fraction(0)) / len(stems)  # type: ignore[arg-type]
