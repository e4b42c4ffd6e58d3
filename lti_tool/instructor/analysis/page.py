"""What “Questions and skills” shows of one module and of the whole course, from tallies of first attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.snapshots import read_items
from lti_tool.branches.models import Branch
from lti_tool.competencies.contribution import LONGEST_MINUTES, SUMS
from lti_tool.competencies.folding import counted_until
from lti_tool.competencies.heat_map import HeatRow, heat_rows
from lti_tool.competencies.item_statistics import Flag, Sums, facility, find_flags, item_rest_correlation
from lti_tool.competencies.models import ItemTally, TimeTally
from lti_tool.content.markdown import plain_words
from lti_tool.content.model import Item, Module
from lti_tool.instructor.analysis.words import Choice, choices_of, simple_options
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.quizzes import full_answer

STEP = 5  # minutes to a column of the picture


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One version of an item: how it did, what was chosen, what is worth a look."""

    item: Item
    sums: Sums
    facility: float
    correlation: float | None
    choices: list[Choice]
    chosen: Mapping[str, int]
    flags: list[Flag]

    @property
    def words(self) -> str:
        """What it asks, on one line: what it is called."""
        return plain_words(self.item.stem)

    @property
    def is_worth_a_look(self) -> bool:
        """Whether a flag says more than that there are too few answers yet."""
        return bool(set(self.flags) - {Flag.TOO_FEW})

    @property
    def confident_errors(self) -> float:
        """The share of answers that were wrong although their givers were certain."""
        return self.sums.confident_wrong / self.sums.responses if self.sums.responses else 0.0


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """How many first attempts took from `first` to below `last` minutes; the last column has no end."""

    first: int
    last: int | None
    attempts: int


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """How long first attempts took: columns for the picture, and the middle one of all in whole minutes."""

    columns: list[TimeColumn]
    attempts: int
    median: int | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """All of the page; its figures hold all that was handed in until `counted_until`."""

    counted_until: datetime
    module: Module | None
    modules: list[Module]
    items: list[ItemLine]
    time: TimeSpent
    heat: list[HeatRow]
    branches: list[Branch]

    @property
    def confident_errors(self) -> list[ItemLine]:
        """The ten items with the largest share of confident errors."""
        found = [line for line in self.items if line.sums.confident_wrong]
        return sorted(found, key=lambda line: (-line.confident_errors, line.item.id))[:10]


def analyse(session: Session, context_id: int, module_id: str, now: datetime) -> Analysis:
    """Read the page of one module, in a number of statements that does not grow with people."""
    placed = set(session.scalars(select(Placement.module_id).where(Placement.context_id == context_id).distinct()))
    branches = select(Branch).where(Branch.context_id == context_id).order_by(Branch.name)
    return Analysis(
        counted_until=counted_until(session, Placement.context_id == context_id, now),
        module=catalogue().module(module_id),
        modules=[module for module in catalogue().modules if module.id in placed and module.kind == "module"],
        items=item_lines(session, context_id, module_id),
        time=time_spent(session, context_id, module_id),
        heat=heat_rows(session, context_id),
        branches=list(session.scalars(branches)),
    )


def item_lines(session: Session, context_id: int, module_id: str) -> list[ItemLine]:
    """Each item as it was asked, the hardest first; an item that was edited has a line for each version."""
    query = select(ItemTally).where(ItemTally.context_id == context_id, ItemTally.module_id == module_id)
    tallies = session.scalars(query).all()
    items = read_items(session, [tally.digest for tally in tallies])
    lines = [_line(items[tally.digest], tally) for tally in tallies]
    return sorted(lines, key=lambda line: (line.facility, line.item.id, line.item.version))


def time_spent(session: Session, context_id: int, module_id: str) -> TimeSpent:
    """How long first attempts at a module took."""
    query = select(TimeTally.minutes, TimeTally.attempts)
    rows = session.execute(query.filter_by(context_id=context_id, module_id=module_id).order_by(TimeTally.minutes))
    counts = [(minutes, attempts) for minutes, attempts in rows]
    columns = [
        TimeColumn(first, first + STEP, sum(count for minutes, count in counts if first <= minutes < first + STEP))
        for first in range(0, LONGEST_MINUTES, STEP)
    ]
    longest = sum(count for minutes, count in counts if minutes >= LONGEST_MINUTES)
    everybody = sum(count for _minutes, count in counts)
    return TimeSpent([*columns, TimeColumn(LONGEST_MINUTES, None, longest)], everybody, _median(counts, everybody))


def _median(counts: Sequence[tuple[int, int]], everybody: int) -> int | None:
    seen = 0
    for minutes, count in counts:
        seen += count
        if 2 * seen >= everybody:
            return minutes
    return None


def _line(item: Item, tally: ItemTally) -> ItemLine:
    sums = Sums(**{name: getattr(tally, name) for name in SUMS})
    options = simple_options(item)
    keys = full_answer(item) if options else ()
    return ItemLine(
        item=item,
        sums=sums,
        facility=facility(sums),
        correlation=item_rest_correlation(sums),
        choices=choices_of(item, tally.choices),
        chosen=tally.choices,
        flags=find_flags(sums, tally.choices, keys, options),
    )
