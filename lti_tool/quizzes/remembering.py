"""How often somebody passes who reads no stem and only remembers the keys of earlier tries.

At each family this person knows which answers were right before, and takes the best of what is left. Draws are made as
for learners, from fixed seeds; given a draw, the chance of a pass is computed exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from lti_tool.content.model import ChoiceItem, Item, Quiz
from lti_tool.quizzes.ceiling import families_of, spread
from lti_tool.quizzes.scoring import FINEST_MARK, Score, reaches
from lti_tool.quizzes.selection import DrawnItem, draw_items

TRIES = 3
PEOPLE = 20
MOST_ON_THE_LAST = 0.15

Spread = Mapping[float, float]  # points → how likely
_CERTAIN: Spread = {1.0: 1.0}
_ROUNDED = 6


def chances_of_passing(quiz: Quiz, people: int = PEOPLE) -> tuple[float, ...]:
    """How likely a pass is on the first, second and third try, on average over some people's draws."""
    families = families_of(quiz.items)
    total = [0.0] * TRIES
    for person in range(people):
        seen: dict[str, int] = {}
        for place in range(TRIES):
            drawn = draw_items(quiz, person * TRIES + place, seen)
            total[place] += _chance(quiz, drawn, families, seen)
            seen |= {each.item.id: place + 1 for each in drawn}
    return tuple(each / people for each in total)


def _chance(
    quiz: Quiz, drawn: Iterable[DrawnItem], families: Mapping[str, list[ChoiceItem]], seen: Mapping[str, int]
) -> float:
    by_section: defaultdict[str, list[Spread]] = defaultdict(list)
    for each in drawn:
        by_section[each.section].append(_points(each.item, families, seen))
    minimums = {section.name: section.pass_points or 0 for section in quiz.sections}
    whole: Spread = {0.0: 1.0}
    for name, spreads in by_section.items():
        part: Spread = {0.0: 1.0}
        for points in spreads:
            part = _together(part, points)
        whole = _together(whole, {earned: share for earned, share in part.items() if earned >= minimums[name]})
    least = Fraction(quiz.pass_points, quiz.draw_count)
    return sum(share for earned, share in whole.items() if reaches(_score(earned, quiz), least))


def _score(earned: float, quiz: Quiz) -> Score:
    return Score(Fraction(earned).limit_denominator(FINEST_MARK), Fraction(quiz.draw_count))


def _points(item: Item, families: Mapping[str, list[ChoiceItem]], seen: Mapping[str, int]) -> Spread:
    """What is earned at an item: all of it where it was seen before or has no family, else a guess at what is left."""
    if item.family is None or item.id in seen:
        return _CERTAIN
    left = [stem for stem in families[item.family] if stem.id not in seen]
    return {float(points): float(share) for points, share in spread(left).items()}


def _together(one: Spread, other: Spread) -> Spread:
    found: defaultdict[float, float] = defaultdict(float)
    for points, share in one.items():
        for more, its_share in other.items():
            found[round(points + more, _ROUNDED)] += share * its_share
    return found
