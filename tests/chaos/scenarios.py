"""The fault table: what is broken, how it is told, and what is counted afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from tests.chaos.campus import Campus
from tests.chaos.wire import FAULTS

LASTS = timedelta(minutes=4)
STEP = timedelta(seconds=5)


@dataclass(frozen=True)
class Told:
    """What came of one scenario. `bound` is how many calls it may have cost at most."""

    name: str
    scores: int
    calls: int
    bound: int
    lost: list[str]
    undelivered: list[str]
    doubled: list[str]
    conflicts: int
    seconds: float


def play(name: str, database_url: str, people: int) -> Told:
    """Half the scores are handed in before the trouble, half while it lasts; then there is peace."""
    campus = Campus(database_url)
    try:
        SCENARIOS[name](campus, people)
        mended_at = campus.clock()
        campus.make_peace()
        return Told(
            name=name,
            scores=sum(len(tried) for tried in campus.attempts.values()),
            calls=campus.wire.calls.total(),
            bound=_bound(people),
            lost=campus.lost(),
            undelivered=campus.undelivered(),
            doubled=campus.doubled(),
            conflicts=campus.wire.calls["conflicts"],
            seconds=(campus.clock() - mended_at).total_seconds(),
        )
    finally:
        campus.close()


def _bound(people: int) -> int:
    """Some for tokens and pauses, and for each of two scores a person five tries of an error with their reads."""
    return 60 + 2 * people * 8


def _trouble(fault: str) -> Callable[[Campus, int], None]:
    def happen(campus: Campus, people: int) -> None:
        _hand_in(campus, people // 2, 4)
        campus.deliver()
        campus.clock.pass_(seconds=2)
        campus.wire.break_(fault, LASTS)
        _live_through(campus, people, lambda: campus.deliver())

    return happen


def _killings(campus: Campus, people: int) -> None:
    """A worker dies at another point each time: before and after every commit and every call."""
    chance = random.Random(7)
    _hand_in(campus, people, 4)
    for steps in range(1, 40):
        campus.deliver(dies_after=steps)
        campus.clock.pass_(minutes=6 if steps % 3 else 1)
        if steps == 20:
            _hand_in(campus, people, 9)
        campus.deliver(dies_after=chance.randint(1, 30))


def _database_restarts(campus: Campus, people: int) -> None:
    _hand_in(campus, people, 4)
    for steps in range(3, 30, 3):
        campus.deliver(dies_after=steps)
        campus.is_database_away = True
        assert campus.deliver() is None
        campus.is_database_away = False
        campus.clock.pass_(minutes=6)
    _hand_in(campus, people, 9)


def _clock_steps_back(campus: Campus, people: int) -> None:
    _hand_in(campus, people, 4)
    campus.deliver()
    campus.clock.pass_(minutes=-50)
    _live_through(campus, people, lambda: campus.deliver())


def _changes_midway(campus: Campus, people: int) -> None:
    """Somebody hands in better while the first score is in the air."""
    for number in range(people):
        campus.submit(str(number), 4)
        campus.wire.meanwhile = partial(campus.submit, str(number), 8)
        campus.deliver()
        campus.clock.pass_(seconds=2)


def _everything(campus: Campus, people: int) -> None:
    """One fault after the other, with a kill now and then."""
    chance = random.Random(11)
    _hand_in(campus, people, 4)
    for fault in FAULTS:
        campus.wire.break_(fault, timedelta(minutes=1))
        for _ in range(8):
            campus.deliver(dies_after=chance.choice([None, None, chance.randint(1, 40)]))
            campus.clock.pass_(seconds=chance.randint(1, 20))
    _hand_in(campus, people, 9)


def _hand_in(campus: Campus, people: int, tenths: int) -> None:
    for number in range(people):
        campus.submit(str(number), (tenths + number) % 11)


def _live_through(campus: Campus, people: int, go: Callable[[], object]) -> None:
    end, is_handed_in = campus.clock() + LASTS, False
    while campus.clock() < end:
        go()
        if not is_handed_in:
            _hand_in(campus, people, 9)
            is_handed_in = True
        campus.clock.now += STEP


SCENARIOS: dict[str, Callable[[Campus, int], None]] = {
    **{fault: _trouble(fault) for fault in FAULTS},
    "killed_anywhere": _killings,
    "database_restarts": _database_restarts,
    "changes_midway": _changes_midway,
    "clock_steps_back": _clock_steps_back,
    "everything": _everything,
}
