"""Sorting entries into categories: right or not, entry by entry, as often as one likes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lti_tool.activities.outcome import DRAFT, Form, Outcome, State, asked_for, first, not_offered
from lti_tool.activities.problems import Problem
from lti_tool.content.model.activities.kinds import Sort, SortEntry

FIELD = "entry-"
AT_HAND = 6  # entries that lie on the table at a time


@dataclass(frozen=True, slots=True)
class SortedEntry:
    """An entry and where the learner put it; `is_right` is None until that choice has been checked."""

    entry: SortEntry
    chosen: str | None
    is_right: bool | None


def act(sort: Sort, state: State, form: Form) -> Outcome:
    """Keep the choices; check them unless this is a draft. Gaps are pointed out."""
    chosen = _read(sort, form)
    if chosen is None:
        return not_offered(state)
    kept = {**state, "chosen": chosen}
    if asked_for(form) == DRAFT:
        return Outcome(kept)
    asked = look_at_hand(sort, kept)
    kept["checked"] = chosen
    return Outcome(kept, Problem.GAPS if any(row.chosen is None for row in asked) else None)


def look(sort: Sort, state: State) -> list[SortedEntry]:
    """Every entry with its choice and, if checked, its verdict; entries no longer in the lesson are dropped."""
    known = {category.id for category in sort.categories}
    chosen, checked = _choices(state, "chosen"), _choices(state, "checked")
    return [_look_at(entry, chosen.get(entry.id), checked.get(entry.id), known) for entry in sort.entries]


def look_at_hand(sort: Sort, state: State) -> list[SortedEntry]:
    """The entries that lie on the table: six, and six more each time that all of those have been checked."""
    rows, checked = look(sort, state), _choices(state, "checked")
    count = AT_HAND
    while count < len(rows) and all(row.entry.id in checked for row in rows[:count]):
        count += AT_HAND
    return rows[:count]


def is_done(sort: Sort, state: State) -> bool:
    """Whether all were right when they were last checked."""
    checked = _choices(state, "checked")
    return all(checked.get(entry.id) == entry.category for entry in sort.entries)


def is_begun(_sort: Sort, state: State) -> bool:
    """Whether something was checked."""
    return any(_choices(state, "checked").values())


def _look_at(entry: SortEntry, chosen: str | None, checked: str | None, known: set[str]) -> SortedEntry:
    if chosen not in known:
        return SortedEntry(entry, None, None)
    return SortedEntry(entry, chosen, chosen == entry.category if chosen == checked else None)


def _choices(state: State, name: str) -> Mapping[str, str]:
    found = state.get(name)
    return found if isinstance(found, dict) else {}


def _read(sort: Sort, form: Form) -> dict[str, str] | None:
    """The choices in a form, or None where one of them is not on the page."""
    sent = {name.removeprefix(FIELD): first(form, name) for name in form if name.startswith(FIELD)}
    entries, categories = {entry.id for entry in sort.entries}, {category.id for category in sort.categories}
    is_possible = sent.keys() <= entries and set(sent.values()) <= categories
    return sent if is_possible else None
