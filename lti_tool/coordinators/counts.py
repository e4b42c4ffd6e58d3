"""What is told of counts and shares, so that nobody is found out by subtraction: steps, and never all or none. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.competencies.privacy_floor import LEAST_PEOPLE, Group

SIXTIETHS = 60
STEP = 5  # in percent
LEAST_PERCENT, MOST_PERCENT = STEP, 100 - STEP


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group did something."""

    group: int = 0
    did: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.group + other.group, self.did + other.did)

    def stepped(self, told: Share) -> Share:
        """What to tell of it after what was told before."""
        return Share(stepped(self.group, told.group), stepped(self.did, told.did))


@dataclass(frozen=True, slots=True)
class ToldSkill:
    """How a skill goes: the people are told in fives, `points` of `responses` only as a percentage."""

    people: int = 0
    points: int = 0
    responses: int = 0

    def __add__(self, other: ToldSkill) -> ToldSkill:
        people = self.people + other.people
        return ToldSkill(people, self.points + other.points, self.responses + other.responses)

    @property
    def percent(self) -> int:
        """A multiple of five: 5 stands for all up to it, and 95 for all from it on, since all alike tell of each."""
        share = 100 * self.points / (SIXTIETHS * self.responses)
        return min(max(STEP * round(share / STEP), LEAST_PERCENT), MOST_PERCENT)

    @classmethod
    def of(cls, group: Group) -> ToldSkill:
        """What is told of a sum."""
        return cls(group.people - group.people % LEAST_PEOPLE, group.points, group.responses)


def stepped(count: int, told: int = 0) -> int:
    """The multiple of five to tell of a count; what was told before stays until the count is five away from it.

    Once there were five, it never says that there are fewer: that would tell of all of them.
    """
    below, above = LEAST_PEOPLE * (count // LEAST_PEOPLE), -LEAST_PEOPLE * (-count // LEAST_PEOPLE)
    return min(max(told, below), max(above, LEAST_PEOPLE))


def is_news(group: Group, told: Group) -> bool:
    """Whether so many are new since a sum was told that the next one hides each of them."""
    news = Group(group.people - told.people, responses=group.responses - told.responses)
    return news.is_large
