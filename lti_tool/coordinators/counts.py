"""Counts of people that hide each of them: no number under five is told, and none that subtraction would give away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lti_tool.competencies.privacy_floor import LEAST_PEOPLE


class Told(StrEnum):
    """How much of a count is told."""

    EXACTLY = "exactly"
    FEW = "few"
    ALMOST_ALL = "almost_all"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group did something."""

    group: int = 0
    did: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.group + other.group, self.did + other.did)

    @property
    def is_group_told(self) -> bool:
        """Whether the group's own number may be told."""
        return self.group >= LEAST_PEOPLE

    @property
    def told(self) -> Told:
        """How much may be told of those who did: nobody learns of fewer than five who did, or who did not."""
        if not self.is_group_told:
            return Told.NOTHING
        if self.did < LEAST_PEOPLE:
            return Told.FEW
        return Told.ALMOST_ALL if self.group - self.did < LEAST_PEOPLE else Told.EXACTLY
