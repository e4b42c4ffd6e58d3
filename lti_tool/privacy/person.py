"""A person as an LMS knows them: one `sub` of one registration, and our rows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.lti.models import User


@dataclass(frozen=True, slots=True)
class Person:
    """One human of one registration; `user_ids` are their rows, one in each deployment that is asked about.

    Nothing here is read again: after an erase it still says who that was.
    """

    registration_id: int
    sub: str
    user_ids: tuple[int, ...]
    deployment_ids: tuple[int, ...]

    @classmethod
    def of(cls, registration_id: int, rows: Sequence[User]) -> Person:
        """The person whose rows these are; all have the same `sub`."""
        return cls(
            registration_id,
            rows[0].id_on_platform,
            tuple(row.id for row in rows),
            tuple(row.deployment_id for row in rows),
        )
