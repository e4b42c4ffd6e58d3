"""Which cells of a table of groups may be shown so that nobody in them can be made out. Pure.

A cell is withheld while it stands for fewer than five people or thirty responses. A sum beside it would give it away
by subtraction; so where the withheld cells of a row are together still too small, the smallest of the others is
withheld with them, until what subtraction could tell is a group large enough to be shown itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
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


def shown_cells(row: Mapping[Key, Group]) -> set[Key]:
    """The cells of one row that may be shown beside the row's sum; an empty cell tells nothing and is not withheld."""
    filled = {key: group for key, group in row.items() if group.people}
    shown = {key for key, group in filled.items() if group.is_large}
    hidden = sum((group for key, group in filled.items() if key not in shown), Group())
    for key in sorted(shown, key=lambda key: (filled[key].people, filled[key].responses, str(key))):
        if not hidden.people or hidden.is_large:
            break
        shown.discard(key)
        hidden += filled[key]
    return shown
