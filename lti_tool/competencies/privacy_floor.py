"""Which cells of a table of groups may be shown without revealing anybody in them. Pure.

A cell is withheld while it stands for fewer than five people or thirty responses. A sum beside it would give it away by
subtraction. So if the withheld cells of a row are together still too small, the smallest of the others is withheld with
them, until what subtraction reveals is a group large enough to be shown itself.
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
    """The cells of one row that may be shown beside the row's sum; an empty cell tells nothing and is not withheld.

    One large cell withheld with the small ones makes a large group, so one is always enough.
    """
    shown = {key for key, group in row.items() if group.is_large}
    small = sum((group for key, group in row.items() if key not in shown), Group())
    if shown and small.people and not small.is_large:
        shown.discard(min(shown, key=lambda key: (row[key].people, row[key].responses, str(key))))
    return shown
