"""A survey: nobody can tell who said what, and a small group is not shown at all."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.activities.models import ActivityState
from lti_tool.community.models import SurveyAnswer
from tests.support.door import Door, Fields
from tests.support.readers import Reader, section, sit_down


def option(reader: Reader, text: str) -> str:
    labels = reader.read().soup.select("#activity-barriers label.pick")
    found = next(each for each in labels if text in each.get_text()).select_one("input")
    assert found is not None
    return str(found["value"])


def answer(reader: Reader, **fields: object) -> str:
    form: Fields = {"field-barrier": option(reader, "Cost")} | {
        name.replace("_", "-"): value for name, value in fields.items()
    }
    return section(reader.do("barriers", form), "barriers")


def group(door: Door, size: int, **fields: object) -> None:
    for number in range(size):
        answer(sit_down(door, sub=f"learner-{number}", name=f"Learner {number}"), **fields)


def test_the_page_says_who_sees_what_before_anybody_answers(reader: Reader) -> None:
    words = section(reader.read(), "barriers")

    assert "stored without your name" in words
    assert "shown 5 at a time" in words
    assert "from 10 answers on, and no number exactly" in words
    assert "only where you tick the box" in words
    assert "Nothing is saved until you send it." in words
    assert words.lower().count("leave out names") == 1
    assert words.count("without your name and without the hour") == 1


def test_a_text_says_who_reads_it(reader: Reader) -> None:
    soup = reader.read().soup
    unshared, shared = (soup.select_one(f"#activity-barriers-{each}") for each in ("rule", "idea"))
    assert unshared is not None
    assert shared is not None

    said = soup.select_one(f"#{unshared['aria-describedby']}")

    assert said is not None
    assert "Nobody in this course reads this" in said.get_text()
    assert not shared.has_attr("aria-describedby")


def test_what_is_stored_cannot_be_joined_with_who_answered(reader: Reader, session: Session) -> None:
    answer(reader, field_idea="Fewer forms")

    stored, mark = session.scalars(select(SurveyAnswer)).one(), session.scalars(select(ActivityState)).one()

    assert {column.name for column in SurveyAnswer.__table__.columns} == {
        "key",
        "context_id",
        "activity_id",
        "answered_on",
        "answers",
        "is_told",
        "branch_id",
    }
    assert stored.branch_id is None, "kept only of a branch with so many people that it names none of them"
    assert len(stored.key) == 32
    assert stored.answers["given"]["idea"] == "Fewer forms"
    assert mark.state == {"answered": True}
    assert mark.updated_at is None
    assert "id" not in ActivityState.__table__.columns


def test_keys_tell_no_order(door: Door, session: Session) -> None:
    group(door, 4)

    keys = session.scalars(select(SurveyAnswer.key)).all()

    assert len(set(keys)) == 4
    assert all(len(set(key)) > 4 for key in keys)


def test_four_stay_hidden_and_five_are_told_to_those_who_answered(door: Door, reader: Reader) -> None:
    group(door, 4, field_idea="Open at seven", share_idea="1")
    assert "Open at seven" not in reader.read().text
    last = sit_down(door, sub="learner-3", name="Learner 3")
    assert "once 5 people" in section(last.read(), "barriers")

    shown = answer(reader, field_idea="A secret wish", field_rule="A secret rule")

    assert "What 5 people in this course said" in shown
    assert "from 10 answers on" in shown
    assert "Open at seven" in shown
    assert "A secret" not in shown
    late = sit_down(door, "yusuf")
    assert "What 5 people" not in late.read().text


def test_the_sixth_answer_shows_with_the_tenth(door: Door, reader: Reader) -> None:
    group(door, 4, field_idea="Open at seven", share_idea="1")
    before = answer(reader)

    for number in range(4):
        late = sit_down(door, sub=f"late-{number}", name="Late")
        answer(late, field_barrier=option(late, "Time"), field_idea=f"Mine {number}", share_idea="1")
        assert section(reader.read(), "barriers") == before
    tenth = sit_down(door, sub="tenth", name="Tenth")
    after = answer(tenth)

    assert "What 10 people in this course said" in after
    assert "Chosen most often, or as often as any other: Cost" in after
    assert "Mine 0 Mine 1 Mine 2 Mine 3 Open at seven" in after


def test_another_courses_answers_do_not_count(door: Door, reader: Reader) -> None:
    for number in range(5):
        answer(sit_down(door, sub=f"far-{number}", name="Far", context={"id": "another-course"}))

    assert "once 5 people" in answer(reader)


def test_a_second_answer_is_refused_kindly_and_not_stored(reader: Reader, session: Session) -> None:
    answer(reader)

    again = reader.do("barriers", {"field-rule": "changed my mind"})

    assert again.status == 200
    assert "You have answered this survey already" in section(again, "barriers")
    assert len(session.scalars(select(SurveyAnswer)).all()) == 1


def test_a_missing_answer_is_marked_and_nothing_typed_is_lost_or_kept(reader: Reader, session: Session) -> None:
    page = reader.do("barriers", {"field-rule": "Fines", "field-idea": "Drop them", "share-idea": "1"})

    assert "This needs an answer." in section(page, "barriers")
    assert page.soup.select_one("#activity-barriers input[value=Fines]")
    assert "Drop them" in section(page, "barriers")
    assert page.soup.select_one("#activity-barriers input[name=share-idea][checked]")
    assert session.scalars(select(SurveyAnswer)).all() == []
    assert session.scalars(select(ActivityState)).all() == []


def test_who_skips_a_survey_may_answer_later_and_sees_no_answers_until_then(reader: Reader, session: Session) -> None:
    page = reader.do("barriers", {"do": "skip"})

    assert "Skipped for now. You can still do it" in section(page, "barriers")
    row = session.scalars(select(ActivityState)).one()
    assert (row.state, row.is_skipped, row.updated_at) == ({}, True, None)
