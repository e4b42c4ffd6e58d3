"""Every answer at one link as a file: what it says, to whom, and that taking it is seen."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lti_tool.db import utcnow
from lti_tool.placements.models import Placement
from tests.support.door import Door
from tests.support.takers import Enter, Taker

pytestmark = pytest.mark.both_databases


def take_file(teacher: Taker) -> list[dict[str, str]]:
    page = teacher.get(f"{teacher.base}/instructor/answers")
    answer = teacher.post(
        str(page.form("Save every answer as CSV")["action"]), {"zone": "America/Los_Angeles"}
    ).response
    assert answer.headers["Content-Disposition"] == "attachment; filename=personal-answers-types.csv"
    text = answer.get_data(as_text=True).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def line(rows: list[dict[str, str]], item_id: str, name: str) -> dict[str, str]:
    return next(each for each in rows if each["Id of the question"] == item_id and each["Name"] == name)


def test_each_answer_is_a_line_with_whose_it_is_and_what_it_earned(enter: Enter, door: Door) -> None:
    enter("mei-ling").take()
    late = enter("yusuf")
    late.take(right=0)
    late.start()  # still open: not in the file
    enter("rosa").take()  # a preview is nobody's answer
    with door.session() as session:
        due = {"due_at": (utcnow() - timedelta(days=1)).isoformat()}
        session.execute(update(Placement).values(quiz_settings=due))
        session.commit()
    teacher = enter("rosa")

    page = teacher.get(f"{teacher.base}/instructor/answers")
    assert page.lacks("2 attempts were handed in at this link.", "this tool can no longer delete it") == []
    rows = take_file(teacher)

    assert len(rows) == 10
    assert [each["Name"] for each in rows] == ["Mei-Ling Zhao"] * 5 + ["Yusuf Demir"] * 5
    single = line(rows, "t-single", "Mei-Ling Zhao")
    expected = {
        "Question": "What fits t-single?",
        "What was answered": "Reply a of t-single",
        "What is right": "Reply a of t-single",
        "Mark": "Right",
        "Points": "1.0",
        "Attempt": "1",
        "Late": "yes",
    }
    assert {name: single[name] for name in expected} == expected
    assert single["Handed in (America/Los_Angeles)"][:2] == "20"
    assert line(rows, "t-single", "Yusuf Demir")["Mark"] == "Not right"
    assert ": place 1 | " in line(rows, "t-order", "Mei-Ling Zhao")["What was answered"]


def test_taking_the_file_is_in_the_log_and_learners_cannot(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    assert take_file(teacher) == []

    log = teacher.get(f"{teacher.base}/instructor/log?kind=files").text
    assert "Every answer at types was taken along as a file." in log
    with door.session() as session:
        assert session.scalars(select(Placement.module_id)).all() == ["types"]
    learner = enter()
    assert learner.get(f"{learner.base}/instructor/answers").status == 403
    assert learner.post(f"{learner.base}/instructor/answers.csv").status == 403
