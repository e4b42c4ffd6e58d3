"""From the gradebook to one learner's attempt, and from the LMS's privacy page to what is held on somebody."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.lti.models import Launch
from tests.support.door import Door
from tests.support.takers import Enter, Taker, attempts_of
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REVIEW = "LtiSubmissionReviewRequest"
PRIVACY = ["DataPrivacyLaunchRequest", "LtiDataPrivacyLaunchRequest"]
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
COLUMN = "https://lms.example/columns/7"


def same_link(learner: Taker) -> dict[str, Any]:
    """The resource link that this learner came through."""
    door = learner.door
    with door.session() as session:
        launch = session.scalars(select(Launch).where(Launch.id == learner.base.rpartition("/")[2])).one()
        assert launch.resource_link
        return {"id": launch.resource_link.id_on_platform}


def review(door: Door, of: str, person: str = "rosa", **claims: Any) -> Page:
    """A review launch of `of`'s work, up to the page that it leads to."""
    browser = door.browser()
    for_user = {"user_id": door.platform.people[of].sub}
    answer = door.launch(browser, person, **({"message_type": REVIEW, "for_user": for_user} | claims))
    if answer.status != 303:
        return answer
    page = door.get(browser, answer.response.location)
    return door.get(browser, page.response.location) if page.status == 303 else page


def test_the_instructor_lands_on_that_learners_attempt_with_its_answers(door: Door, enter: Enter) -> None:
    learner = enter()
    learner.take(right=0)
    learner.take()
    best = max(attempts_of(door, "types"), key=lambda each: each.points or 0)

    page = review(door, "mei-ling", resource_link=same_link(learner))

    assert page.path.endswith(f"/attempts/{best.id}")
    assert "/instructor/people/" in page.path
    assert "Mei-Ling Zhao" in page.text
    assert "Every answer" in page.text


def test_a_review_that_names_only_the_gradebook_column_finds_its_link(door: Door, enter: Enter) -> None:
    grades = {"scope": [], "lineitems": "https://lms.example/columns", "lineitem": COLUMN}
    learner = enter(**{ENDPOINT: grades})
    learner.take()

    page = review(door, "mei-ling", resource_link=None, **{ENDPOINT: grades})

    assert "/attempts/" in page.path


def test_without_an_attempt_the_instructor_sees_where_the_learner_stands(door: Door, enter: Enter) -> None:
    page = review(door, "mei-ling", resource_link=same_link(enter()))

    assert page.path.rpartition("/people/")[2].isdigit()
    assert "Mei-Ling Zhao" in page.text


def test_a_learner_reviews_their_own_work_and_nobody_elses(door: Door, enter: Enter) -> None:
    learner = enter()
    learner.take()
    enter("yusuf").take()

    own = review(door, "mei-ling", "mei-ling", resource_link=same_link(learner))
    others = review(door, "yusuf", "mei-ling", resource_link=same_link(learner))

    assert own.path.endswith("/result")
    assert others.status == 403


def test_somebody_of_another_course_is_not_found(door: Door, enter: Enter) -> None:
    learner = enter()
    learner.take()

    page = review(door, "mei-ling", resource_link=same_link(learner), context={"id": "another"})

    assert page.status == 404
    assert "has not opened the training in this course" in page.text


@pytest.mark.parametrize("claims", [{"for_user": None}, {"for_user": {}}, {"resource_link": None, ENDPOINT: None}])
def test_a_review_of_nobody_or_nothing_is_refused(claims: dict[str, Any], door: Door) -> None:
    page = review(door, "mei-ling", **claims)

    assert page.status == 400
    assert page.heading == "This launch was refused"


def privacy(door: Door, person: str, message_type: str = PRIVACY[0]) -> Page:
    return door.enter(door.browser(), person, message_type=message_type, resource_link=None, context=None)


@pytest.mark.parametrize("message_type", PRIVACY)
def test_a_privacy_launch_shows_what_is_held_on_whoever_asks(message_type: str, door: Door, enter: Enter) -> None:
    learner = enter()
    learner.post(f"{learner.base}/lessons/types.l1")
    learner.take()
    enter("yusuf").take()

    page = privacy(door, "mei-ling", message_type)

    assert page.heading == "What we keep about you"
    held = {row.th.get_text(): row.td.get_text().strip() for row in page.soup.select("tbody tr")}
    assert held["Quiz attempts, with every answer"] == "1"
    assert held["Lessons that you finished"] == "1"
    assert "Mei-Ling Zhao" in page.text
    assert "Front desk essentials" in page.text
    assert "Yusuf" not in page.text


def test_somebody_who_never_came_reads_that_there_is_next_to_nothing(door: Door, enter: Enter) -> None:
    page = privacy(door, "priya")

    assert "None." in page.text
    assert "Quiz attempts" not in page.text
