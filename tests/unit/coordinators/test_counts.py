"""Whoever reads the report as often as they like, and subtracts whatever it told, finds no group of fewer than five."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass, field
from itertools import chain, combinations, product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.competencies.privacy_floor import Group
from lti_tool.coordinators.counts import Share, ToldSkill, stepped
from lti_tool.coordinators.figures import Figures

COURSES, MODULE, SKILL = ("north", "south"), "a module", "LCS.C3"
MANY = 100  # more than anybody below has
Behind = frozenset[str]


@dataclass
class Learner:
    points: int
    has_finished: bool = False


@dataclass
class Course:
    """A course as it is, what was last told of it, and what the reader learned so far."""

    title: str
    people: dict[str, Learner] = field(default_factory=dict)
    told: Figures = field(default_factory=Figures)
    behind: Behind = frozenset()
    possible: list[tuple[range, range]] = field(default_factory=list)
    came: int = 0

    def join(self, many: int, points: int) -> None:
        for _ in range(many):
            self.came += 1
            self.people[f"{self.title}-{self.came}"] = Learner(points)

    def leave(self, many: int) -> None:
        for name in list(self.people)[:many]:
            del self.people[name]

    def finish(self, many: int) -> None:
        for each in [each for each in self.people.values() if not each.has_finished][:many]:
            each.has_finished = True

    def read(self) -> None:
        counted, before = self.count(), self.told
        self.told = counted.told_after(before)
        for count, was, now in zip(
            astuple(counted.learners), astuple(before.learners), astuple(self.told.learners), strict=True
        ):
            assert now == was or abs(count - was) >= 5
        if self.told.skills != before.skills:
            self.behind = frozenset(self.people)
        was, now = before.modules.get(MODULE, Share()), self.told.modules[MODULE]
        self.possible.append((possible(was.group, now.group), possible(was.did, now.did)))

    def count(self) -> Figures:
        learners = self.people.values()
        share = Share(len(learners), sum(each.has_finished for each in learners))
        sums = Group(len(learners), sum(each.points for each in learners), 6 * len(learners))
        return Figures(share, {MODULE: share}, {SKILL: sums} if learners else {})


FEW = {1, 2, 3, 4}


def possible(before: int, told: int) -> range:
    """The counts of which the rule makes what was told."""
    found = [count for count in range(MANY) if stepped(count, before) == told]
    return range(found[0], found[-1] + 1)


STEPS = st.one_of(
    st.tuples(st.just("join"), st.sampled_from(COURSES), st.integers(1, 7), st.integers(0, 360)),
    st.tuples(st.just("leave"), st.sampled_from(COURSES), st.integers(1, 7)),
    st.tuples(st.just("finish"), st.sampled_from(COURSES), st.integers(1, 7)),
)


@given(st.lists(st.tuples(STEPS, st.booleans()), max_size=30))
def test_nothing_that_was_told_tells_of_fewer_than_five_by_subtraction(steps: list[tuple[Any, bool]]) -> None:
    courses = {name: Course(name) for name in COURSES}
    sums: list[Behind] = []
    numbers = {0}
    for (deed, name, *facts), is_read in steps:
        getattr(courses[name], deed)(*facts)
        if is_read:
            numbers |= read_all(courses.values())
        north, south = (each.behind for each in courses.values())
        sums += [behind for behind in (north, south, north | south) if behind not in sums]

    assert {
        "differences": FEW & {abs(one - other) for one, other in combinations(numbers, 2)},
        "people": FEW & {len(combined) for combined in linear_combinations(sums)},
    } == {"differences": set(), "people": set()}
    known = chain.from_iterable(each.possible for each in courses.values())
    assert min((len(differences(began, finished)) for began, finished in known), default=5) >= 5


def read_all(courses: Collection[Course]) -> set[int]:
    """The numbers that a reader sees; no group's is further than five from how many there are."""
    for course in courses:
        course.read()
        assert abs(course.told.learners.group - len(course.people)) <= 5
    return {number for course in courses for number in (course.told.learners.group, course.told.learners.did)}


def differences(began: Iterable[int], finished: Collection[int]) -> set[int]:
    """How many may not have done it."""
    return {one - other for one in began for other in finished if other <= one}


def linear_combinations(sums: list[Behind]) -> Iterable[set[str]]:
    """Who is left in each sum of up to three of them, added and taken away."""
    for chosen in combinations(sums, min(3, len(sums))):
        for signs in product((-1, 0, 1), repeat=len(chosen)):
            left: Counter[str] = Counter()
            for sign, each in zip(signs, chosen, strict=True):
                left.update(dict.fromkeys(each, sign))
            yield {name for name, times in left.items() if times}


@given(st.integers(5, 60), st.integers(6, 12))
def test_all_right_or_all_wrong_is_told_like_one_answer_less(people: int, each: int) -> None:
    answers = people * each
    for points, nearly in ((0, 60), (60 * answers, 60 * answers - 60)):
        told, other = (ToldSkill.of(Group(people, earned, answers)).percent for earned in (points, nearly))
        assert told == other


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=20))
def test_never_more_finish_than_began(counts: list[tuple[int, int]]) -> None:
    told = Share()
    for began, finished in counts:
        told = Share(began, min(began, finished)).stepped(told)
        assert told.did <= told.group
