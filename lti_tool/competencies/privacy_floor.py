"""Which cells of a table of groups may be shown without revealing anybody in them. Pure.

A cell is withheld while it stands for fewer than five people or thirty responses. A sum beside it would give it away by
subtraction. So if the withheld cells of a row are together still too small, the smallest of the others is withheld with
them, until what subtraction reveals is a group large enough to be shown itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

LEAST_PEOPLE = 5
LEAST_RESPONSES = 30
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Group:
    """How many people stand behind a cell, in how many responses, with how many sixtieths of a point earned."""

    people: int = 0
    points: int = 0
    responses: int = 0

    def __add__(self, other: Group) -> Group:
        return Group(self.people + other.people, self.points + other.points, self.responses + other.responses)

    @property
    def is_large(self) -> bool:
        """Whether the group hides each of its members."""
        return self.people >= LEAST_PEOPLE and self.responses >= LEAST_RESPONSES


@dataclass(slots=True)
class RowFloor:
    """Judges the cells of one row, noted one after the other, in memory that does not grow with the row.

    One large cell withheld with the small ones makes a large group, so one is always enough.
    """

    whole: Group = field(default_factory=Group)
    small: Group = field(default_factory=Group)
    smallest_large: tuple[tuple[int, int, str], Group] | None = None

    def note(self, key: Hashable, group: Group) -> None:
        """Take one cell of the row into account."""
        self.whole += group
        if not group.is_large:
            self.small += group
        elif self.smallest_large is None or _rank(key, group) < self.smallest_large[0]:
            self.smallest_large = (_rank(key, group), group)

    def shows(self, key: Hashable, group: Group) -> bool:
        """Whether a cell may be shown, once all of its row are noted."""
        too = self._withheld_too
        return group.is_large and not (too and too[0] == _rank(key, group))

    @property
    def withheld(self) -> Group:
        """All cells that are not shown, together."""
        too = self._withheld_too
        return self.small + too[1] if too else self.small

    @property
    def _withheld_too(self) -> tuple[tuple[int, int, str], Group] | None:
        """The large cell that hides the small ones, where there are some that need it."""
        return self.smallest_large if self.small.people and not self.small.is_large else None


def shown_cells(row: Mapping[Key, Group]) -> set[Key]:
    """The cells of one row that may be shown beside the row's sum; an empty cell tells nothing and is not withheld."""
    floor = RowFloor()
    for key, group in row.items():
        floor.note(key, group)
    return {key for key, group in row.items() if floor.shows(key, group)}


def _rank(key: Hashable, group: Group) -> tuple[int, int, str]:
    return group.people, group.responses, str(key)
