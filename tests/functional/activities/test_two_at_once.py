"""Two tabs, or two people, at one moment: nothing breaks, and nothing counts twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.activities.models import ActivityState
from lti_tool.community.models import SurveyAnswer
from tests.support.door import Door, Fields
from tests.support.learners import csrf
from tests.support.readers import Reader, sit_down

pytestmark = pytest.mark.both_databases

TABS = 4


def send_all(tabs: list[Reader], activity: str, forms: list[Fields]) -> list[int]:
    proofs = [{"csrf_token": csrf(tab.read())} for tab in tabs]

    def send(number: int) -> int:
        path, form = tabs[number].path(f"/activities/{activity}"), proofs[number] | forms[number]
        return tabs[number].browser.post(path, base_url=tabs[number].door.url, data=form).status_code

    with ThreadPoolExecutor(TABS) as pool:
        return list(pool.map(send, range(len(tabs))))


def test_first_drafts_from_several_tabs_make_one_row(door: Door, session: Session) -> None:
    tabs = [sit_down(door) for _ in range(TABS)]

    answers = send_all(tabs, "thoughts", [{"do": "draft", "words": f"tab {number}"} for number in range(TABS)])

    assert answers == [204] * TABS
    assert session.scalars(select(ActivityState.state)).one()["text"] in {f"tab {number}" for number in range(TABS)}


def test_a_survey_sent_from_several_tabs_counts_once(door: Door, session: Session) -> None:
    tabs = [sit_down(door) for _ in range(TABS)]
    box = tabs[0].read().soup.select_one("#activity-barriers input[name=field-barrier]")
    assert box is not None

    answers = send_all(tabs, "barriers", [{"field-barrier": box["value"]}] * TABS)

    assert sorted(answers) == [200, 200, 200, 303]
    assert len(session.scalars(select(SurveyAnswer)).all()) == 1


def test_people_who_answer_at_once_are_told_in_whole_batches(door: Door, session: Session) -> None:
    people = [sit_down(door, sub=f"learner-{number}", name=f"Learner {number}") for number in range(8)]
    box = people[0].read().soup.select_one("#activity-barriers input[name=field-barrier]")
    assert box is not None

    send_all(people, "barriers", [{"field-barrier": box["value"]}] * 8)

    told = session.scalars(select(SurveyAnswer.is_told)).all()
    assert sorted(told) == [False] * 3 + [True] * 5
