"""What a round asks: from finished modules and what somebody answered before to three to five questions. Pure.

What was answered wrong with certainty comes first, then what else was missed, then whatever is due longest, from one
module after the other. Of a family one stem is asked: one that was never met or, where all were, the one met longest
ago; the choice says which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter

from lti_tool.content.model import Item
from lti_tool.quizzes.shuffling import shuffled
from lti_tool.refreshing.spacing import INTERVALS

LEAST, MOST = 3, 5
LONG_TYPES = frozenset({"order", "match"})  # each takes as long as two others, and a round two minutes
NEVER = datetime.min.replace(tzinfo=UTC)
CERTAIN = 3
NOT_MISSED = 2


@dataclass(frozen=True, slots=True)
class Topic:
    """A finished module and what may be asked of it; `context_id` is the course in which it was finished."""

    module_id: str
    context_id: int
    finished_at: datetime
    due_at: datetime
    items: tuple[Item, ...]

    def is_ready(self, now: datetime, *, early: bool = False) -> bool:
        """Whether it is due or, where somebody wants to be early, at least finished long enough ago."""
        return self.finished_at + INTERVALS[0] <= now and (early or self.due_at <= now)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a question or to any stem of a family: what it earned in sixtieths, and how sure its giver was."""

    at: datetime
    points: int
    is_right: bool
    sure: int | None = None

    @property
    def urgency(self) -> int:
        """0 for what was wrong with certainty, 1 for what else was missed, NOT_MISSED for the rest."""
        return NOT_MISSED if self.is_right else int(self.sure != CERTAIN)


@dataclass(frozen=True, slots=True)
class History:
    """What somebody met: each item's latest moment; the first and the latest answer to each question or family."""

    met: Mapping[str, datetime] = field(default_factory=dict)
    first: Mapping[str, Answered] = field(default_factory=dict)
    latest: Mapping[str, Answered] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question of a round; `is_known` says that its very stem was met before."""

    item: Item
    topic: Topic
    is_known: bool


def choose(
    topics: Iterable[Topic],
    history: History,
    now: datetime,
    seed: int,
    held: Collection[str] = (),
    *,
    early: bool = False,
) -> tuple[Chosen, ...]:
    """The questions of a round, none where nothing is due; `held` names questions and families to leave out.

    The same arguments give the same choice. Fewer than three come only where there are no more.
    """
    ready = [topic for topic in topics if topic.is_ready(now, early=early)]
    candidates = list(_candidates(ready, history, held, seed))
    chosen: dict[str, _Candidate] = {}
    for each in _in_order(candidates):
        if _is_full(chosen.values()):
            break
        chosen.setdefault(each.group, each)
    return tuple(Chosen(each.item, each.topic, each.is_known) for each in chosen.values())


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The one stem of a group that may be asked."""

    item: Item
    topic: Topic
    group: str
    is_known: bool
    urgency: int
    last_at: datetime | None
    chance: int

    @property
    def is_missed(self) -> bool:
        """Whether the last answer was not right."""
        return self.urgency < NOT_MISSED

    @property
    def missed_place(self) -> tuple[int, datetime, datetime, int]:
        """What was wrong with certainty first; then by when the module is due, and longest ago first."""
        return self.urgency, self.topic.due_at, self.last_at or NEVER, self.chance

    @property
    def place_in_module(self) -> tuple[bool, bool, datetime, int]:
        """New stems first, of families answered before, longest ago first; what was never asked comes after these."""
        return self.is_known, self.last_at is None, self.last_at or NEVER, self.chance


def _candidates(topics: Sequence[Topic], history: History, held: Collection[str], seed: int) -> Iterator[_Candidate]:
    for topic in topics:
        groups: dict[str, list[Item]] = {}
        for item in shuffled(sorted(topic.items, key=lambda each: each.id), seed, f"refresher {topic.module_id}"):
            groups.setdefault(item.group, []).append(item)
        for chance, (group, stems) in enumerate(groups.items()):
            if group not in held:
                stem = min(stems, key=lambda each: history.met.get(each.id, NEVER))
                last = history.latest.get(group)
                yield _Candidate(
                    item=stem,
                    topic=topic,
                    group=group,
                    is_known=stem.id in history.met,
                    urgency=last.urgency if last else NOT_MISSED,
                    last_at=last.at if last else None,
                    chance=chance,
                )


def _in_order(candidates: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """What was missed, then the rest from one module after the other."""
    missed = sorted((each for each in candidates if each.is_missed), key=attrgetter("missed_place"))
    rest = sorted((each for each in candidates if not each.is_missed), key=attrgetter("place_in_module"))
    yield from missed
    yield from _in_turns(rest, Counter(each.topic.module_id for each in missed))


def _in_turns(candidates: Sequence[_Candidate], taken: Counter[str]) -> Iterator[_Candidate]:
    """One of each module before a second of any, the module that is due longest first; `taken` counts what came."""
    by_module: dict[str, list[_Candidate]] = {}
    for each in candidates:
        by_module.setdefault(each.topic.module_id, []).append(each)
    while by_module:
        module_id = min(by_module, key=lambda name: (taken[name], by_module[name][0].topic.due_at, name))
        yield by_module[module_id].pop(0)
        taken[module_id] += 1
        if not by_module[module_id]:
            del by_module[module_id]


def _is_full(chosen: Collection[_Candidate]) -> bool:
    load = sum(2 if each.item.type in LONG_TYPES else 1 for each in chosen)
    return len(chosen) >= MOST or (len(chosen) >= LEAST and load >= MOST)
