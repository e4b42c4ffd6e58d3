"""An instructor tries every activity as a learner would, and not one row is written."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests.support.door import Door, count_rows
from tests.support.readers import Reader, section, sit_down
from tests.support.visitor import Page


def carried(page: Page, activity: str) -> str:
    field = page.soup.select_one(f"#activity-{activity} input[name=preview_state]")
    assert field is not None
    return str(field["value"])


def test_a_story_is_walked_without_a_row(door: Door, session: Session) -> None:
    rosa = sit_down(door, "rosa")
    before = count_rows(session)

    page = rosa.do("closing", {"node": "n1", "choice": "0"})
    page = rosa.do("closing", {"node": "n2", "choice": "0", "preview_state": carried(page, "closing")})

    assert "Nothing you do here is graded or counted." in page.text
    assert "The need was met 4 of 4 points" in section(page, "closing")
    assert "4 of 4 points" not in rosa.read().text
    assert count_rows(session) == before


def test_words_answers_and_choices_leave_no_trace(door: Door, session: Session) -> None:
    rosa = sit_down(door, "rosa")
    before = count_rows(session)

    assert "Why it works" in section(rosa.do("say", {"words": "As I would say it"}), "say")
    assert "Thank you." in section(rosa.do("barriers", _survey(rosa)), "barriers")
    assert "Nothing here yet" in rosa.open("notes").text
    assert not rosa.read().soup.select("form[data-draft]")
    assert count_rows(session) == before


def test_a_state_that_somebody_made_up_is_forgotten(door: Door) -> None:
    rosa = sit_down(door, "rosa")

    for forged in ("", "x", "W10.abc", '{"steps": 7}'):
        page = rosa.do("closing", {"do": "back", "preview_state": forged})

        assert page.status == 200
        assert "Choose one" in section(page, "closing")


def test_an_instructor_sees_the_groups_results_without_answering(door: Door) -> None:
    for number in range(5):
        learner = sit_down(door, sub=f"learner-{number}", name="Learner")
        learner.do("barriers", _survey(learner))

    assert "What 5 people in this course said" in section(sit_down(door, "rosa").read(), "barriers")


def _survey(reader: Reader) -> dict[str, object]:
    box = reader.read().soup.select_one("#activity-barriers input[name=field-barrier]")
    assert box is not None
    return {"field-barrier": box["value"]}
