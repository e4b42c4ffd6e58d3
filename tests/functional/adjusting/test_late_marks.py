"""What was handed in late says so wherever one link's results are shown, by the dates that hold for each person."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from lti_tool.db import utcnow
from lti_tool.lti.models import User
from lti_tool.placements.models import Placement, SaidDates
from lti_tool.progress import summaries
from lti_tool.progress.models import LearnerProgress
from tests.functional.adjusting.test_one_person import person
from tests.functional.adjusting.test_own_dates import typed
from tests.support.door import Door
from tests.support.takers import Enter, Taker, attempts_of, set_rules, shift_attempts
from tests.support.visitor import Page

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def say_dates(door: Door, *, due_at: timedelta | None = None, of_rosa: timedelta | None = None) -> None:
    """Let nothing be said of dates but this: to the learner in all of the course, or to the instructor by the LMS."""
    now = utcnow()
    with door.session() as session:
        placement = session.scalars(select(Placement)).one()
        users = {user.name.split()[0]: user.id for user in session.scalars(select(User))}
        session.execute(delete(SaidDates))
        if due_at:
            whose = {"user_id": users["Mei-Ling"], "context_id": placement.context_id, "source": "person"}
            session.add(SaidDates(**whose, due_at=now + due_at, heard_at=now))
        if of_rosa:
            whose = {"user_id": users["Rosa"], "resource_link_id": placement.resource_link_id, "source": "lms"}
            session.add(SaidDates(**whose, due_at=now + of_rosa, heard_at=now))
        session.commit()


def row_of(page: Page, name: str) -> str:
    return next(row.get_text(" ", strip=True) for row in page.soup.select("tbody tr") if name in row.text)


def of_file(teacher: Taker) -> dict[str, dict[str, str]]:
    answer = teacher.get(f"{teacher.base}/instructor/results.csv?zone=America/New_York").response
    rows = csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    return {row["Name"].split()[0]: row for row in rows}


def of_any_file(page: Page) -> dict[str, str]:
    (row, *_more) = csv.DictReader(io.StringIO(page.response.get_data(as_text=True).removeprefix("\ufeff")))
    return row


@pytest.mark.both_databases
def test_late_is_said_in_the_list_on_paper_in_the_file_and_on_the_persons_pages(enter: Enter, door: Door) -> None:
    teacher, late, extended = enter("rosa"), enter(), enter("yusuf")
    for learner in (late, extended):
        learner.take()
    set_rules(door, "types", due_at=utcnow() - DAY)
    their_own = f"{teacher.base}/instructor/people/{person(door, 'yusuf')}/dates"
    teacher.post(their_own, {"link": "", "due_at": typed(utcnow() + DAY)})

    for path in ("", "/results/print"):
        page = teacher.get(f"{teacher.base}/instructor{path}")
        assert "Handed in late" in row_of(page, "Mei-Ling")
        assert "Handed in late" not in row_of(page, "Yusuf")
    file = of_file(teacher)
    assert (file["Mei-Ling"]["Late"], file["Yusuf"]["Late"]) == ("Handed in late", "")
    assert file["Mei-Ling"]["First handed in (America/New_York)"] > file["Mei-Ling"]["Due (America/New_York)"]
    of_late = f"{teacher.base}/instructor/people/{person(door)}"
    assert "Handed in late" in teacher.get(of_late).text
    attempt = attempts_of(door, "types")[0].id
    assert not teacher.get(f"{of_late}/attempts/{attempt}").lacks("Handed in late", "It was due on")


def test_what_the_clock_handed_in_at_closing_is_not_late(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    set_rules(door, "types", closes_at=utcnow() + DAY)
    learner.start()
    closed = utcnow() - 5 * MINUTE
    shift_attempts(door, "types", ends_at=-5 * MINUTE, late_at=-4 * MINUTE)
    set_rules(door, "types", closes_at=closed + MINUTE)
    assert door.settle_run_out() == 1

    row = row_of(teacher.get(f"{teacher.base}/instructor"), "Mei-Ling")

    assert "Handed in " in row
    assert "Handed in late" not in row


HOUR = timedelta(hours=1)
BY_CLOCK = {"closed_by": "sweep", "ends_at": -2 * HOUR, "late_at": -2 * HOUR}
CASES: dict[str, tuple[dict[str, timedelta], dict[str, object], dict[str, object], bool]] = {
    "due later": ({"due_at": -HOUR / 2}, {}, {}, False),
    "due before": ({"due_at": -2 * HOUR}, {}, {}, True),
    "no date": ({}, {}, {}, False),
    "closed before": ({"closes_at": -2 * HOUR}, {}, {}, True),
    "closes later": ({"closes_at": HOUR}, {}, {}, False),
    "due, and closes later": ({"due_at": -2 * HOUR, "closes_at": HOUR}, {}, {}, True),
    "the clock was in time": ({"due_at": -1.5 * HOUR}, BY_CLOCK, {}, False),
    "the clock was not": ({"due_at": -2.5 * HOUR}, BY_CLOCK, {}, True),
    "in time, after the clock's": ({"due_at": -1.5 * HOUR}, {**BY_CLOCK, "closed_by": "late"}, {}, True),
    "more time than until closing": ({"closes_at": -2 * HOUR}, {"ends_at": -HOUR, "late_at": -HOUR / 2}, {}, False),
    "more, and not enough": ({"closes_at": -3 * HOUR}, {"ends_at": -2.5 * HOUR, "late_at": -2 * HOUR}, {}, True),
    "more time than until due": ({"due_at": -2 * HOUR}, {"ends_at": HOUR, "late_at": HOUR}, {}, True),
    "a later date in all of the course": ({"due_at": -2 * HOUR}, {}, {"due_at": HOUR}, False),
    "an earlier date in all of the course": ({"due_at": HOUR}, {}, {"due_at": -2 * HOUR}, True),
    "told somebody else by the LMS": ({}, {}, {"of_rosa": -2 * HOUR}, False),
}


def summarize(door: Door, *, is_first_known: bool) -> None:
    """Write the link's summaries anew, or as the release before did: it said nothing of the first hand-in."""
    with door.app.app_context(), door.session() as session:
        summaries.rebuild(session, session.scalars(select(Placement)).one())
        if not is_first_known:
            session.execute(update(LearnerProgress).values(first_handed_in_at=None, first_late_at=None))
        session.commit()


@pytest.mark.both_databases
@pytest.mark.parametrize("is_first_known", [True, False])
def test_lists_grid_and_files_say_late_by_one_rule(enter: Enter, door: Door, is_first_known: bool) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.take()
    base = f"{teacher.base}/instructor"
    for case, (dates, attempt, own, is_late) in CASES.items():
        set_rules(door, "types", **{name: utcnow() + delta for name, delta in dates.items()})
        moved = {"closed_by": "learner", "ends_at": None, "late_at": None, "submitted_at": -HOUR} | attempt
        shift_attempts(door, "types", **moved)
        summarize(door, is_first_known=is_first_known)
        say_dates(door, **own)

        listed = teacher.get(base)
        says = {
            "list": "Handed in late" in row_of(listed, "Mei-Ling"),
            "file": bool(of_any_file(teacher.get(f"{base}/results.csv"))["Late"]),
            "grid": "Handed in late" in row_of(teacher.get(f"{base}/grid"), "Mei-Ling"),
            "filter": "Mei-Ling" in teacher.get(f"{base}/grid?state=late").text,
            "file of the grid": "late" in of_any_file(teacher.get(f"{base}/grid.csv"))["Late"],
            "answers": of_any_file(teacher.post(f"{base}/answers.csv", {"zone": "UTC"}))["Late"] == "yes",
        }

        assert says == dict.fromkeys(says, is_late), case
    assert of_any_file(teacher.get(f"{base}/grid.csv"))["First handed in (UTC)"]


@pytest.mark.both_databases
def test_what_the_clock_handed_in_has_its_time_in_each_file(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.take()
    shift_attempts(door, "types", submitted_at=-HOUR, **BY_CLOCK)
    summarize(door, is_first_known=True)
    base = f"{teacher.base}/instructor"

    moments = {
        of_any_file(teacher.get(f"{base}/results.csv"))["First handed in (UTC)"],
        of_any_file(teacher.get(f"{base}/grid.csv"))["First handed in (UTC)"],
        of_any_file(teacher.post(f"{base}/answers.csv", {"zone": "UTC"}))["Handed in (UTC)"],
    }

    assert moments == {f"{attempts_of(door, 'types')[0].ends_at:%Y-%m-%d %H:%M}"}
