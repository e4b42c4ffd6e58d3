"""What a course kept, for its instructor: only of enough people at once, whoever reads how often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lti_tool.attempts.models import RefresherQuestion, RefresherRound
from lti_tool.db import utcnow
from lti_tool.lti.models import Context, User
from tests.support.door import ROLE, Door, Teach
from tests.support.family_course import teach_families
from tests.support.refreshers import learn, take_round, weeks_pass
from tests.support.takers import Enter, Taker


@pytest.fixture
def course() -> Teach:
    return teach_families


@pytest.fixture
def teacher(enter: Enter) -> Taker:
    return enter("rosa", module="desk", roles=[f"{ROLE}Instructor"])


def refresh(door: Door, people: int, answers: int, *, first: int, now: int, span: int = 1) -> None:
    """So many new people answered so many questions each."""
    with door.session() as session:
        context = session.scalars(select(Context)).one()
        known = session.scalar(select(func.count()).select_from(User)) or 0
        for number in range(people):
            user = User(deployment_id=context.deployment_id, id_on_platform=f"refreshed-{known + number}")
            session.add(user)
            session.flush()
            at = utcnow() - timedelta(days=1)
            taken = RefresherRound(user_id=user.id, context_id=context.id, started_at=at, finished_at=at)
            session.add(taken)
            session.flush()
            facts = {"round_id": taken.id, "user_id": user.id, "context_id": context.id, "module_id": "desk"}
            facts |= {"item_id": "desk-e-a", "digest": "0" * 64, "options": [], "targets": [], "answer": ["a"]}
            facts |= {"span": span, "first_points": first, "points": now, "answered_at": at}
            session.add_all(RefresherQuestion(**facts, number=each) for each in range(1, answers + 1))
        session.commit()


def told(teacher: Taker) -> list[list[str]]:
    page = teacher.get(f"{teacher.base}/instructor/analysis")
    rows = page.soup.select("section[aria-labelledby=retention] tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in rows]


def test_nothing_is_told_of_fewer_than_five_people_or_thirty_answers(door: Door, teacher: Taker) -> None:
    refresh(door, 4, 10, first=60, now=0)
    assert told(teacher) == []
    refresh(door, 1, 1, first=60, now=0)

    assert told(teacher) == [["1 week or more", "95 % or more", "5 % or less", "about 5"]]


def test_a_line_stays_as_it_was_told_until_five_more_people_are_in_it(door: Door, teacher: Taker) -> None:
    refresh(door, 5, 6, first=30, now=60)
    before = told(teacher)
    assert before == [["1 week or more", "about 50 %", "95 % or more", "about 5"]]
    refresh(door, 4, 20, first=0, now=0)
    assert told(teacher) == before
    refresh(door, 1, 20, first=0, now=0)

    assert told(teacher) == [["1 week or more", "about 10 %", "about 25 %", "about 10"]]


def test_each_span_since_the_finish_is_a_line_of_its_own(door: Door, teacher: Taker) -> None:
    refresh(door, 6, 5, first=60, now=45, span=4)
    refresh(door, 6, 5, first=60, now=54, span=1)
    assert [line[0] for line in told(teacher)] == ["1 week or more", "20 weeks or more"]


def test_first_and_now_are_those_of_the_same_question_or_family(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner, right=2)
    weeks_pass(door, 3)
    take_round(learner)

    with door.session() as session:
        asked = session.scalars(select(RefresherQuestion).order_by(RefresherQuestion.number)).all()
        assert {each.span for each in asked} == {2}
        assert [each.first_points for each in asked] == [0, 60, 60, None, None], "the miss first, what is new last"
        assert [each.points for each in asked] == [60] * 5
