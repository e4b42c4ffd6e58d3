"""From a seed to the questions of one attempt.

One attempt holds one stem of a family at most. Over a person's attempts at a quiz a family gives two: whoever remembers
two keys of three knows the third. So that later attempts find stems left, the first ones are planned with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from lti_tool.content.model import Item, MatchItem, OrderItem, Quiz, QuizSection
from lti_tool.errors import N_, ToolError
from lti_tool.quizzes.filling import Places, fill
from lti_tool.quizzes.shuffling import shuffled

MOST_USES = 2  # of one family, over a person's attempts at a quiz
PLANNED = 3  # attempts that are planned together: as many as the shipped quizzes allow
MET_ELSEWHERE = 0  # the attempt's number of what was met in other quizzes alone


class BankTooSmall(ToolError):
    """A section asks for more items than its bank has; checked content never does."""

    status = 500
    title = N_("This quiz is not ready")
    advice = N_("Tell your instructor that the quiz has too few questions.")

    def __init__(self, section: QuizSection, bank: int) -> None:
        params = {"draw": section.draw_count, "competency": section.competency, "bank": bank}
        super().__init__(
            N_("The quiz draws %(draw)s items of %(competency)s, but its bank has %(bank)s."), params=params
        )


@dataclass(frozen=True)
class DrawnItem:
    """An item of an attempt, its section, the order in which its parts (and a match's answers) are shown.

    `language` is that of its words: English, unless somebody put a translation in its place.
    """

    item: Item
    part_order: tuple[str, ...]
    target_order: tuple[str, ...] = ()
    section: str = ""
    language: str = "en"


def draw_items(quiz: Quiz, seed: int, seen: Mapping[str, int] | None = None) -> tuple[DrawnItem, ...]:
    """Return the items this seed draws: each stratum's count from its bank, then the whole list shuffled.

    `seen` names the items met before, with the number of the latest attempt that asked them, or MET_ELSEWHERE. New
    families come first, then new stems, and where the bank has none left, what was met longest ago. The same quiz,
    seed and `seen` give the same draw for ever; the order of items in their file plays no part. Raises BankTooSmall
    when a section cannot be filled.
    """
    history = _History.of(quiz, seen or {})
    deck = shuffled(sorted(quiz.items, key=lambda item: item.id), seed, "bank")
    deck.sort(key=history.place)  # stable: chance decides among equals
    slots = _slots(quiz)
    chosen = _planned(deck, slots, history) or _as_good_as_can_be(deck, slots, history)
    if chosen is None:
        raise _too_small(quiz)
    items = {item.id: item for item in quiz.items}
    drawn = [lay_out(items[item_id], seed, slots[number].section) for item_id, number in sorted(chosen.items())]
    return tuple(shuffled(drawn, seed, "order"))


def can_be_drawn(quiz: Quiz, times: int = 1) -> bool:
    """Whether so many attempts can be drawn without repeating a stem, and without a family's third."""
    if times > 1:
        return _plan(quiz.items, _slots(quiz), _History.of(quiz, {}), times) is not None
    return (
        fill([quiz.items], [each.places() for each in _slots(quiz)], dict.fromkeys(_groups(quiz.items), 1)) is not None
    )


@dataclass(frozen=True, slots=True)
class _Slot:
    """One stratum of a section: how many items it wants, and of which."""

    section: str
    draw: int
    bank: frozenset[str]

    def places(self, times: int = 1) -> Places:
        return Places(self.draw * times, self.bank)


def _slots(quiz: Quiz) -> list[_Slot]:
    return [
        _Slot(section.name, stratum.draw, frozenset(item.id for item in quiz.bank(section, stratum)))
        for section in quiz.sections
        for stratum in section.strata
    ]


@dataclass(frozen=True, slots=True)
class _History:
    """What somebody met before; `used` counts the stems of each group that earlier attempts at this quiz asked."""

    seen: Mapping[str, int]
    used: Mapping[str, int]
    attempts: int

    @classmethod
    def of(cls, quiz: Quiz, seen: Mapping[str, int]) -> _History:
        here = {item_id: number for item_id, number in seen.items() if number != MET_ELSEWHERE}
        used = Counter(item.group for item in quiz.items if item.id in here)
        return cls(seen, used, max(here.values(), default=0))

    def place(self, item: Item) -> tuple[int, int, int]:
        """Where an item comes in the order of preference: new ones first, then those met longest ago.

        What is new comes by how much its family was used, and what was met nowhere before what other quizzes asked.
        """
        number = self.seen.get(item.id, MET_ELSEWHERE)
        return (number, self.used.get(item.group, 0), int(item.id in self.seen))

    def is_new(self, item: Item) -> bool:
        """Whether no earlier attempt at this quiz asked it."""
        return self.seen.get(item.id, MET_ELSEWHERE) == MET_ELSEWHERE

    def left(self, item: Item) -> int:
        """How many more stems the item's group may give."""
        return max(0, MOST_USES - self.used.get(item.group, 0))


def _planned(deck: Sequence[Item], slots: Sequence[_Slot], history: _History) -> dict[str, int] | None:
    """The next attempt out of a plan for it and those to come, for as many as the bank allows."""
    for times in range(max(1, PLANNED - history.attempts), 0, -1):
        plan = _plan(deck, slots, history, times)
        if plan is not None:
            return _one_of(deck, slots, plan, times)
    return None


def _plan(items: Iterable[Item], slots: Sequence[_Slot], history: _History, times: int) -> dict[str, int] | None:
    """Stems enough for several attempts, none of them met in this quiz before and none the third of its family.

    Those met nowhere come first. No group gives more stems than there are attempts, so that each takes one.
    """
    new = [item for item in items if history.is_new(item)]
    met_nowhere = [item for item in new if item.id not in history.seen]
    room = {item.group: min(times, history.left(item)) for item in new}
    return fill([met_nowhere, new], [slot.places(times) for slot in slots], room)


def _one_of(deck: Sequence[Item], slots: Sequence[_Slot], plan: Mapping[str, int], times: int) -> dict[str, int] | None:
    """One attempt out of a plan for several.

    A group with a stem for each attempt must give one now. Then the rest of the plan is again one for the attempts that
    are left (König 1916: a bipartite graph whose nodes have at most n edges is made of n matchings).
    """
    planned = [item for item in deck if item.id in plan]
    stems = Counter(item.group for item in planned)
    due = [item for item in planned if stems[item.group] == times]
    places = [
        Places(slot.draw, frozenset(item_id for item_id, place in plan.items() if place == number))
        for number, slot in enumerate(slots)
    ]
    return fill([due, planned], places, dict.fromkeys(stems, 1))


def _as_good_as_can_be(deck: Sequence[Item], slots: Sequence[_Slot], history: _History) -> dict[str, int] | None:
    """One attempt from a bank that has too few new stems: also families' last ones, then what was met longest ago."""
    new = [item for item in deck if history.is_new(item)]
    old = groupby(deck[len(new) :], key=lambda item: history.seen[item.id])  # the deck is in order
    tiers = [[item for item in new if history.left(item)], new, *(list(each) for _number, each in old)]
    return fill(tiers, [slot.places() for slot in slots], dict.fromkeys(_groups(deck), 1))


def _groups(items: Iterable[Item]) -> Iterator[str]:
    return (item.group for item in items)


def _too_small(quiz: Quiz) -> BankTooSmall:
    """The first section that its own bank cannot fill, else the one with the least to choose from."""
    for section in quiz.sections:
        for stratum in section.strata:
            count = len(set(_groups(quiz.bank(section, stratum))))
            if count < stratum.draw:
                return BankTooSmall(section, count)
    sizes = [(len(set(_groups(quiz.bank(section)))), section) for section in quiz.sections]
    size, section = min(sizes, key=lambda each: each[0] - each[1].draw_count)
    return BankTooSmall(section, size)


def lay_out(item: Item, seed: int, section: str = "") -> DrawnItem:
    """Return the item with its parts in the order that the seed fixes, or in the author's where that is locked."""
    targets = tuple(shuffled(item.target_ids, seed, f"targets {item.id}")) if isinstance(item, MatchItem) else ()
    in_any_order = item.shuffle or isinstance(item, OrderItem)  # written in the right order
    parts = tuple(shuffled(item.part_ids, seed, f"options {item.id}")) if in_any_order else item.part_ids
    return DrawnItem(item, parts, targets, section)
