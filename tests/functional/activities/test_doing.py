"""Each kind of activity through its plain form: what it says, what it keeps, and where it goes on."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.activities.models import ActivityState
from tests.support.door import Door
from tests.support.readers import Reader, section, sit_down
from tests.support.visitor import Page

MODEL = "I can print that for you as a guest today."


def value_of(page: Page, selector: str) -> str:
    found = page.soup.select_one(selector)
    assert found is not None, selector
    return str(found.get("value", found.get_text())).strip()


def test_a_story_is_walked_to_its_end_and_looked_back_on(reader: Reader) -> None:
    page = reader.do("closing", {"node": "n1", "choice": "1"})
    assert "You chose: Say the network stops at nine. She hears a closed door." in section(page, "closing")
    page = reader.do("closing", {"node": "n3", "choice": "0"})
    page = reader.do("closing", {"node": "n2", "choice": "1"})

    end = section(page, "closing")

    assert "Partly there 1 of 4 points The form is in, and you lock up late and alone." in end
    assert "Better: Ask what is left to do." in end
    assert "Show the best ending The need was met" in end
    assert "A question first, then the clock." in end


def test_a_story_goes_back_one_step_and_starts_again(reader: Reader) -> None:
    reader.do("closing", {"node": "n1", "choice": "0"})
    page = reader.do("closing", {"node": "n2", "choice": "0"})
    assert "You found the best way" in section(page, "closing")

    page = reader.do("closing", {"do": "back"})
    assert "Only the upload is left." in section(page, "closing")
    page = reader.do("closing", {"do": "restart"})

    assert "You chose" not in section(page, "closing")
    assert "Your best so far: 4 of 4 points." in section(page, "closing")


def test_models_are_not_in_the_page_before_ones_own_words(reader: Reader) -> None:
    before = reader.read().response.get_data(as_text=True)
    asked = reader.do("say", {"words": " "})
    after = reader.do("say", {"words": "Let me look into that."})

    assert MODEL not in before
    assert "Write your own words first" in section(asked, "say")
    assert "Your words Let me look into that." in section(after, "say")
    assert f"{MODEL} Why it works:" in section(after, "say")
    assert "Save my words" in section(reader.do("say", {"words": "Let us look."}), "say")
    assert "Your words Let us look." in section(reader.read(), "say")


def test_sorting_says_right_or_not_for_each_and_may_be_tried_again(reader: Reader) -> None:
    gaps = reader.do("values", {"entry-a": "trust"})
    assert "2 have no answer yet. They are marked" in section(gaps, "values")
    assert "Tried" in section(gaps, "values")

    page = reader.do("values", {"entry-a": "trust", "entry-b": "trust", "entry-c": "trust"})
    assert "2 of 3 are right." in section(page, "values")
    assert "Tried" in section(page, "values")
    assert [" ".join(row["class"]) for row in page.soup.select("#activity-values fieldset")] == [
        "part right",
        "part wrong",
        "part right",
    ]
    assert "Not there Eyes on the screen say that she can wait." in section(page, "values")
    page = reader.do("values", {"entry-a": "trust", "entry-b": "respect", "entry-c": "trust"})

    assert "Sort these Done" in section(page, "values")
    assert "All of them are right." in section(page, "values")
    assert "Tried" not in section(page, "values")


def test_a_poor_run_names_better_choices_and_keeps_the_best_ending_for_who_asks(reader: Reader) -> None:
    reader.do("closing", {"node": "n1", "choice": "1"})
    page = reader.do("closing", {"node": "n3", "choice": "1"})

    asked = page.soup.select_one("#activity-closing details:not(.way)")
    assert asked is not None
    assert not asked.has_attr("open")
    assert "The form is in at five to nine." in asked.get_text()
    asked.decompose()
    assert "Better: Ask what is left to do." in section(page, "closing")
    assert "five to nine" not in section(page, "closing")


@pytest.mark.parametrize(
    ("activity", "fields"),
    [("values", {"entry-b": "trust"}), ("now", {"statement-b": "1"})],
    ids=["sort", "assessment"],
)
def test_rows_left_open_are_counted_marked_and_linked(reader: Reader, activity: str, fields: dict[str, object]) -> None:
    page = reader.do(activity, fields)

    marked = page.soup.select(f"#activity-{activity} fieldset.unanswered")
    assert [str(row["id"])[-1] for row in marked] == ["a", "c"]
    assert all("This needs an answer." in row.get_text() for row in marked)
    assert page.soup.select_one(f"#activity-{activity} .notice a[href='#{marked[0]['id']}']")
    assert [row["id"] for row in page.soup.select(f"#activity-{activity} [data-focus]")] == [marked[0]["id"]]
    assert reader.read().soup.select(f"#activity-{activity} .unanswered") == []


def test_one_row_left_open_is_said_in_the_singular(reader: Reader) -> None:
    page = reader.do("values", {"entry-a": "trust", "entry-b": "respect"})

    assert "1 has no answer yet. It is marked" in section(page, "values")


def test_a_self_assessment_names_one_thing_to_start_with(reader: Reader) -> None:
    page = reader.do("now", {"statement-a": "1", "statement-b": "0", "statement-c": "1"})

    words = section(page, "now")
    first, later = words.split("Start with this one ")[1].split("Others, for later")
    assert first.startswith("I say what can be done first.")
    assert "I walk people" not in first
    assert "I ask about the task" in later
    assert "I walk people" in later


def test_what_is_left_is_said_above_the_button(reader: Reader) -> None:
    assert "8 activities left on this page. Done, next lesson" in reader.read().text
    reader.do("thoughts", {"words": "The bus driver waited."})

    page = reader.read()

    assert "7 activities left on this page. Done, next lesson" in page.text
    part = reader.post("thoughts", {"words": "It waited."}, X_Fragment="1").get_data(as_text=True)
    assert "7 activities left on this page." in part


def test_a_self_assessment_ends_in_words_and_a_retake_keeps_the_first_answers(reader: Reader) -> None:
    page = reader.do("now", {"statement-a": "0", "statement-b": "3"})
    assert "1 has no answer yet. It is marked" in section(page, "now")
    assert len(page.soup.select("#activity-now input[checked]")) == 2

    page = reader.do("now", {"statement-a": "0", "statement-b": "3", "statement-c": "2"})
    assert "You do 2 of 3 usually or always." in section(page, "now")
    start = "Start with this one I ask about the task before I say no. Ask one question before your next no."
    assert start in section(page, "now")
    assert "Others, for later" not in section(page, "now")
    reader.do("now", {"do": "retake"})
    page = reader.do("now", {"statement-a": "2", "statement-b": "3", "statement-c": "2"})

    assert "You do all of this usually or always." in section(page, "now")
    assert "I ask about the task before I say no. Not yet Usually more often" in section(page, "now")


def test_a_checklist_is_kept_and_prints_what_was_picked(reader: Reader) -> None:
    pick = value_of(reader.read(), "#activity-desk input[name=pick]")
    reader.do("desk", {"pick": pick, "own": ["Biscuits & tea", ""]})

    sheet = reader.door.get(reader.browser, reader.path("/activities/desk/print"))

    assert sheet.heading == "Ready at the desk"
    assert "Guest passes are printed" in sheet.text
    assert "The map is on the counter" not in sheet.text
    assert "Biscuits & tea" in sheet.text
    assert value_of(reader.read(), "#activity-desk input[name=own]") == "Biscuits & tea"


def test_cards_print_each_on_its_own_and_an_empty_choice_prints_all(reader: Reader) -> None:
    sheet = reader.door.get(reader.browser, reader.path("/activities/cards/print"))

    assert len(sheet.soup.select("li.huddle")) == 2
    assert "You have picked nothing yet, so this holds every line." in sheet.text
    assert "press Ctrl and P" in sheet.text


def test_what_is_done_is_counted_in_words(reader: Reader) -> None:
    assert "Lesson 1 of 2 · 9 minutes · 0 of 8 activities tried" in reader.read().text

    page = reader.do("thoughts", {"words": "The bus driver waited."})

    assert "1 of 8 activities tried" in page.text


def test_another_device_goes_on_where_this_one_stopped(door: Door, reader: Reader) -> None:
    reader.do("closing", {"node": "n1", "choice": "0"})
    reader.do("thoughts", {"words": "Half a thou"})

    phone = sit_down(door).read()

    assert "Only the upload is left." in section(phone, "closing")
    assert value_of(phone, "#activity-thoughts textarea") == "Half a thou"


@pytest.mark.parametrize("who", [{"person": "yusuf"}, {"context": {"id": "another-course"}}])
def test_nobody_else_and_no_other_course_sees_it(door: Door, reader: Reader, who: dict[str, object]) -> None:
    reader.do("thoughts", {"words": "Mine alone"})
    reader.do("closing", {"node": "n1", "choice": "0"})

    other = sit_down(door, **who)  # type: ignore[arg-type]

    assert "Mine alone" not in other.read().response.get_data(as_text=True)
    assert "You chose" not in section(other.read(), "closing")
    assert "Mine alone" not in other.open("notes").text


def test_a_draft_is_saved_in_silence(reader: Reader, session: Session) -> None:
    answer = reader.post("say", {"words": "Let", "do": "draft"})

    assert (answer.status_code, answer.get_data()) == (204, b"")
    assert session.scalars(select(ActivityState.state)).one() == {"draft": "Let"}
    assert value_of(reader.read(), "#activity-say textarea") == "Let"
    assert MODEL not in reader.read().text


def test_our_script_gets_the_section_alone(reader: Reader) -> None:
    answer = reader.post("closing", {"node": "n1", "choice": "0"}, X_Fragment="1")
    text = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert text.count("<section") == 1
    assert "You sought the need first." in text
    assert "1 of 8 activities tried" in text
    assert "<body" not in text


def test_everything_typed_is_shown_as_text(reader: Reader) -> None:
    nasty = '</textarea><script>alert("1")</script>\x00 {{ 7*7 }}'
    reader.do("say", {"words": nasty})
    reader.do("desk", {"own": [nasty]})

    html = reader.read().response.get_data(as_text=True)

    assert "<script>alert" not in html
    assert "&lt;/textarea&gt;&lt;script&gt;" in html
    assert "{{ 7*7 }}" in html
    assert "<script>alert" not in reader.open("notes").response.get_data(as_text=True)
