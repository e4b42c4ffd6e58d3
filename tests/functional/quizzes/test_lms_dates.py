"""Dates that the LMS sends with each launch: they open and close the quiz for the person they are sent to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.branches.models import Branch, BranchMember
from lti_tool.db import utcnow
from lti_tool.lti.models import User
from lti_tool.placements.dates import Source
from lti_tool.placements.models import Placement, SaidDates
from tests.support.door import Door
from tests.support.takers import Taker, attempts_of, set_rules, shift_attempts
from tests.support.visitor import Page, fields_of

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LMS_DUE = datetime.fromisoformat("2031-05-06T07:08Z")


def come(door: Door, person: str = "mei-ling", browser: FlaskClient | None = None, **dates: Any) -> Taker:
    """Launch into a module; the LMS fills in these parameters, moments as ISO 8601."""
    sent = {name: f"{at.isoformat()}" if isinstance(at, datetime) else at for name, at in dates.items()}
    browser = browser or door.browser()
    link = {"id": "link-types", "title": "types"}
    page = door.enter(browser, person, custom={"module": "types", **sent}, resource_link=link)
    return Taker(door, browser, page, "types")


def said(door: Door) -> list[SaidDates]:
    with door.session() as session:
        return list(session.scalars(select(SaidDates).order_by(SaidDates.id)))


def words(page: Page) -> str:
    return " ".join(page.soup.get_text(" ").split())


@pytest.mark.parametrize("name", ["available_end", "user_available_end", "canvas_lock_at"])
def test_the_lms_closes_the_quiz(door: Door, name: str) -> None:
    learner = come(door, **{name: utcnow() - MINUTE})

    assert "The quiz closed on" in learner.home.text
    refused = learner.start()
    assert refused.status == 409
    assert "The quiz closed on" in refused.text


def test_the_lms_opens_the_quiz_and_says_when_it_is_due(door: Door) -> None:
    learner = come(door, available_start=utcnow() + DAY, submission_end=LMS_DUE)

    assert "The quiz opens on" in learner.home.text
    assert "Due May 6, 2031" in words(learner.home)
    assert learner.start().status == 409
    assert "Due May 6, 2031" in words(learner.get(f"{learner.base}/course"))


def test_an_extension_reaches_its_person_alone(door: Door) -> None:
    closed = utcnow() - MINUTE
    late = come(door, available_end=closed, user_available_end=utcnow() + DAY)
    others = come(door, "yusuf", available_end=closed, user_available_end="")

    assert late.start().soup.select("fieldset")
    assert others.start().status == 409


def test_an_extension_reaches_an_attempt_that_is_open(door: Door) -> None:
    soon, later = utcnow() + 5 * MINUTE, utcnow() + DAY
    learner = come(door, available_end=soon)
    learner.start()
    assert attempts_of(door, "types")[0].ends_at == soon

    come(door, browser=learner.browser, available_end=later)

    assert attempts_of(door, "types")[0].ends_at == later
    assert [each.closes_at for each in said(door)] == [later]


@pytest.mark.parametrize("taken_back", ["$Canvas.assignment.lockAt.iso8601", "", None])
def test_a_date_that_the_lms_no_longer_sends_is_taken_back(door: Door, taken_back: str | None) -> None:
    learner = come(door, canvas_lock_at=utcnow() - MINUTE)
    assert learner.start().status == 409

    assert come(door, browser=learner.browser, canvas_lock_at=taken_back).start().soup.select("fieldset")


@pytest.mark.parametrize(
    "odd",
    ["$ResourceLink.available.endDateTime", "", "yesterday", "2020-01-01T00:00", "0001-01-01T00:00:00Z", "null", 7, []],
)
def test_what_is_no_moment_closes_nothing_and_is_not_kept(door: Door, odd: Any) -> None:
    assert come(door, available_end=odd).start().soup.select("fieldset")
    assert said(door) == []


def test_the_same_dates_again_are_not_written_again(door: Door) -> None:
    closes_at = utcnow() + DAY
    learner = come(door, available_end=closes_at)
    [before] = said(door)

    come(door, browser=learner.browser, available_end=closes_at)

    assert [(each.id, each.heard_at) for each in said(door)] == [(before.id, before.heard_at)]


def test_the_lms_goes_before_the_link_where_it_counts_and_only_there(door: Door) -> None:
    learner = come(door, available_end=utcnow() + DAY)
    set_rules(door, "types", closes_at=utcnow() - MINUTE)
    assert learner.start().soup.select("fieldset")

    other = come(door, "yusuf", available_end=utcnow() - MINUTE)
    set_rules(door, "types", lms_dates="shown")
    assert other.start().soup.select("fieldset")


def test_at_the_lms_closing_time_what_was_saved_is_handed_in(door: Door) -> None:
    learner = come(door, available_end=utcnow() + DAY)
    quiz = learner.start()
    learner.save(quiz, "t-single", "a")
    shift_attempts(door, "types", late_at=-MINUTE)

    assert door.settle_run_out() == 1

    [attempt] = attempts_of(door, "types")
    assert (attempt.closed_by, attempt.points) == ("sweep", 1)


def test_what_is_set_for_a_branch_or_a_person_goes_before_the_lms(door: Door) -> None:
    learner, of_branch, of_person = come(door, available_end=utcnow() - MINUTE), utcnow() + DAY, utcnow() + 2 * DAY
    with door.session() as session:
        placement, user = session.scalars(select(Placement)).one(), session.scalars(select(User)).one()
        branch = Branch(context_id=placement.context_id, name="East")
        session.add(branch)
        session.flush()
        member = {"context_id": placement.context_id, "user_id": user.id, "branch_id": branch.id, "source": "hand"}
        session.add(BranchMember(**member))
        own = {"resource_link_id": placement.resource_link_id, "heard_at": utcnow()}
        session.add(SaidDates(source=Source.BRANCH, branch_id=branch.id, closes_at=of_branch, **own))
        session.commit()
        learner.start()
        assert attempts_of(door, "types")[0].ends_at == of_branch

        session.add(SaidDates(source=Source.PERSON, user_id=user.id, closes_at=of_person, **own))
        session.commit()
    come(door, browser=learner.browser, available_end=utcnow() - 2 * MINUTE)

    assert attempts_of(door, "types")[0].ends_at == of_person


def test_an_instructors_preview_is_not_bound_and_says_when_it_is_due(door: Door) -> None:
    rosa = come(door, "rosa", available_end=utcnow() - MINUTE, submission_end=LMS_DUE)

    page = rosa.get(f"{rosa.base}/")

    assert "Due May 6, 2031" in words(page)
    assert rosa.start().soup.select("fieldset")


def settings_page(teacher: Taker) -> Page:
    return teacher.get(f"{teacher.base}/instructor/settings")


def keep(teacher: Taker, **fields: Any) -> Page:
    """Change these fields of the link's settings, moments in UTC, and save."""
    form = fields_of(settings_page(teacher).form("Save settings"))
    typed = {name: at.strftime("%Y-%m-%dT%H:%M") if isinstance(at, datetime) else at for name, at in fields.items()}
    return teacher.post(f"{teacher.base}/instructor/settings", form | typed)


def cells_of_dates(page: Page) -> list[list[str]]:
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in page.soup.select(".dates tr")]


def test_the_settings_page_says_which_date_is_from_where_and_who_was_told_others(door: Door) -> None:
    come(door, submission_end=LMS_DUE)
    come(door, "yusuf", submission_end=LMS_DUE, user_submission_end=LMS_DUE + 7 * DAY)
    rosa = come(door, "rosa", submission_end=LMS_DUE)
    set_rules(door, "types", due_at=LMS_DUE - 30 * DAY, closes_at=LMS_DUE + 60 * DAY)

    page = settings_page(rosa)

    cells = cells_of_dates(page)
    due = next(row for row in cells if row[0] == "Due")
    assert ("May 6, 2031" in due[1], "Apr 6, 2031" in due[2]) == (True, True)
    assert ("May 6, 2031" in due[3], "from your LMS" in due[3]) == (True, True)
    assert "set here" in next(row for row in cells if row[0] == "Closes")[3]
    assert "Your LMS told 1 learner other dates" in page.text
    assert "May 13, 2031" in next(row for row in cells if row[0].startswith("Yusuf"))[2]
    assert not [row for row in cells if row[0].startswith("Mei-Ling")]
    of_yusuf = words(rosa.get(page.link("Yusuf")))
    assert "Due: May 13, 2031, 7:08 AM UTC from your LMS Closes: Jul 5, 2031, 7:08 AM UTC set here" in of_yusuf


def test_an_instructor_chooses_whether_the_lms_counts(door: Door) -> None:
    learner, rosa = come(door, available_end=utcnow() - MINUTE), come(door, "rosa", available_end=utcnow() - MINUTE)
    assert learner.start().status == 409

    keep(rosa, lms_dates="shown")

    assert learner.start().soup.select("fieldset")
    assert "from your LMS" not in settings_page(rosa).text
    assert "dates of the LMS" in rosa.get(f"{rosa.base}/instructor/log").text


def test_the_choice_may_hold_for_the_whole_course(door: Door) -> None:
    learner, rosa = come(door, available_end=utcnow() - MINUTE), come(door, "rosa", available_end=utcnow() - MINUTE)
    path = f"{rosa.base}/instructor/settings/course"

    rosa.post(path, fields_of(rosa.get(path).form("Save settings")) | {"lms_dates": "shown"})

    assert learner.start().soup.select("fieldset")


@pytest.mark.parametrize(
    ("of_lms", "typed", "words"),
    [
        ({"available_start": LMS_DUE}, {"closes_at": LMS_DUE - DAY}, "Your LMS opens this only on May 6, 2031"),
        ({"available_end": LMS_DUE}, {"opens_at": LMS_DUE + DAY}, "Your LMS closes this on May 6, 2031"),
        ({"available_end": LMS_DUE}, {"due_at": LMS_DUE + DAY}, "Your LMS closes this on May 6, 2031"),
        ({"submission_end": LMS_DUE}, {"closes_at": LMS_DUE - DAY}, "In your LMS this is due on May 6, 2031"),
        ({"available_start": LMS_DUE}, {"key_shown": "from_date", "key_shown_from": LMS_DUE - DAY}, "opens this only"),
    ],
)
def test_what_contradicts_a_date_of_the_lms_is_not_saved(
    door: Door, of_lms: dict[str, Any], typed: dict[str, Any], words: str
) -> None:
    rosa = come(door, "rosa", **of_lms)

    refused = keep(rosa, **typed)

    assert refused.status == 400
    assert words in refused.text
    assert keep(rosa, lms_dates="shown", **typed).status == 200, "where they do not count, they contradict nothing"


def test_with_a_closing_date_of_the_lms_answers_are_shown_one_day(door: Door) -> None:
    rosa = come(door, "rosa", available_end=LMS_DUE)

    assert keep(rosa, attempts_allowed="0", key_shown="after_attempts").status == 200


def test_the_reminder_names_the_date_that_holds(door: Door) -> None:
    come(door)
    rosa = come(door, "rosa", submission_end=LMS_DUE)
    set_rules(door, "types", due_at=LMS_DUE - 30 * DAY)

    home = rosa.get(f"{rosa.base}/instructor")

    assert "Please finish by May 6, 2031" in home.text
    assert "Apr 6" not in home.text
