"""What was handed in late says so wherever one link's results are shown, by the dates that hold for each person."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from lti_tool.db import utcnow
from tests.functional.adjusting.test_one_person import person
from tests.functional.adjusting.test_own_dates import typed
from tests.support.door import Door
from tests.support.takers import Enter, Taker, attempts_of, set_rules, shift_attempts
from tests.support.visitor import Page

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def row_of(page: Page, name: str) -> str:
    return next(row.get_text(" ", strip=True) for row in page.soup.select("tbody tr") if name in row.text)


def of_file(teacher: Taker) -> dict[str, dict[str, str]]:
    answer = teacher.get(f"{teacher.base}/instructor/results.csv?zone=America/New_York").response
    rows = csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    return {row["Name"].split()[0]: row for row in rows}


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
