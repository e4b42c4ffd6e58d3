"""Accommodations from a list: looked through first, saved on a yes; and all of them as a file."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest

from lti_tool.db import utcnow
from tests.functional.adjusting.test_one_person import person
from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.takers import Enter, Taker, attempts_of, set_rules
from tests.support.visitor import Page, fields_of

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def upload(teacher: Taker, text: str, zone: str = "America/New_York") -> Page:
    path = f"{teacher.base}/instructor/accommodations/import"
    sent = {
        "csrf_token": csrf(teacher.home),
        "time_zone": zone,
        "list": (io.BytesIO(text.encode()), "list.csv"),
    }
    url = f"{teacher.door.url}{path}"
    answer = teacher.browser.post(path, base_url=teacher.door.url, data=sent, content_type="multipart/form-data")
    return Page(url, answer, "POST", {})


def save(teacher: Taker, preview: Page) -> Page:
    path = f"{teacher.base}/instructor/accommodations/import/confirmed"
    return teacher.post(path, fields_of(preview.form("Save these")))


def rows_of(teacher: Taker, path: str) -> list[dict[str, str]]:
    text = teacher.get(path).response.get_data(as_text=True).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def email(door: Door, name: str) -> str:
    return str(door.platform.people[name].email)


@pytest.mark.both_databases
def test_nothing_is_saved_before_the_yes_and_then_all_of_it_holds(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    set_rules(door, "types", attempts_allowed=1, closes_at=utcnow() + DAY)
    learner.start()
    later = utcnow().replace(year=utcnow().year + 2, month=5, day=1)
    text = (
        "email,extra time,extra attempts,closes\n"
        f"{email(door, 'mei-ling')},,1,{later:%Y-%m-%d} 17:00\n"
        f"{email(door, 'yusuf')},50,2,\n"
        "nobody@library.example,50,,\n"
    )

    preview = upload(teacher, text)

    assert not preview.lacks("Nothing is changed yet.", "2 lines change something.", "1 row cannot be used")
    assert "Nobody in this course is “nobody@library.example”." in preview.text
    assert "5:00 PM America/New_York" in preview.text.replace("\u202f", " ")
    assert "Nobody has any yet" in teacher.get(f"{teacher.base}/instructor/accommodations").text
    page = save(teacher, preview)

    assert not page.lacks("Saved.", "Mei-Ling", "Yusuf")
    assert attempts_of(door, "types")[0].ends_at == datetime.fromisoformat(f"{later:%Y-%m-%d}T21:00Z")
    other.take()
    assert other.start().soup.select("fieldset"), "an attempt more than the one allowed"
    log = teacher.get(f"{teacher.base}/instructor/log").text
    assert "A list changed what people have of their own. People: 2; rows left out: 1." in log
    assert "1 line says what is so already." in upload(teacher, "\n".join(text.splitlines()[:2])).text


def test_a_list_that_was_looked_through_before_somebody_got_something_else_is_shown_again(
    enter: Enter, door: Door
) -> None:
    teacher = enter("rosa")
    enter()
    preview = upload(teacher, f"email,extra time\n{email(door, 'mei-ling')},25\n")
    path = f"{teacher.base}/instructor/people/{person(door)}/needs"
    teacher.post(path, {"time_factor": "2.0", "extra_attempts": "0", "reason": ""})

    again = save(teacher, preview)

    assert again.status == 409
    assert "Somebody changed what these people have since this was worked out." in again.text
    assert "1.25" not in teacher.get(f"{teacher.base}/instructor/accommodations").text
    saved = save(teacher, again)
    assert not saved.lacks("Saved.", "1.25")


def test_what_is_in_force_is_a_file_that_can_be_uploaded_again(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    enter()
    who = f"{teacher.base}/instructor/people/{person(door)}"
    teacher.post(f"{who}/needs", {"time_factor": "1.5", "extra_attempts": "1", "reason": "Reads slowly"})
    teacher.post(f"{who}/dates", {"link": "", "closes_at": "2031-05-01T17:00"})
    base = f"{teacher.base}/instructor/accommodations"

    text = teacher.get(f"{base}.csv?zone=America/New_York").response.get_data(as_text=True)

    [row] = rows_of(teacher, f"{base}.csv?zone=America/New_York")
    assert (row["Extra time, percent"], row["Extra attempts"], row["Closes"]) == ("50", "1", "2031-05-01 13:00")
    assert "Reads slowly" not in text
    again = upload(teacher, text.removeprefix("\ufeff"))
    assert not again.lacks("0 lines change something.", "1 line says what is so already.")
    sample = teacher.get(f"{base}/sample.csv").response.get_data(as_text=True).removeprefix("\ufeff")
    assert "3 rows cannot be used" in upload(teacher, sample).text
    assert teacher.get(f"{who}/needs").soup.select_one("input[name=reason]")["value"] == "Reads slowly"  # type: ignore[index]


def test_a_factor_from_a_list_stays_when_the_persons_page_is_saved(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    enter()
    save(teacher, upload(teacher, f"email,extra time\n{email(door, 'mei-ling')},75\n"))
    path = f"{teacher.base}/instructor/people/{person(door)}/needs"

    assert teacher.post(path, fields_of(teacher.get(path).form("Save")) | {"extra_attempts": "1"}).status == 200

    assert "1.75" in teacher.get(f"{teacher.base}/instructor/accommodations").text


def test_what_contradicts_the_links_dates_and_what_is_no_list_is_told(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    enter()
    set_rules(door, "types", opens_at=datetime.fromisoformat("2031-05-01T12:00Z"))

    preview = upload(teacher, f"email,closes\n{email(door, 'mei-ling')},2031-04-01\n")
    assert not preview.lacks("1 row cannot be used", "The quiz would close before it opens.")
    refused = upload(teacher, "")
    assert refused.status == 400
    assert "The list is empty." in refused.text


def test_which_of_two_hours_is_meant_is_said_and_kept_in_the_file(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    enter()
    head, whom = "email,closes", email(door, "mei-ling")

    assert "(The first time (GMT-04:00))" in upload(teacher, f"{head}\n{whom},2031-11-02 01:30\n").text
    second = upload(teacher, f"{head}\n{whom},2031-11-02 01:30-05:00\n")
    assert "(The second time (GMT-05:00))" in second.text
    save(teacher, second)

    path = f"{teacher.base}/instructor/accommodations.csv?zone=America/New_York"
    file = teacher.get(path).response.get_data(as_text=True)
    assert "2031-11-02 01:30-05:00" in file
    assert "1 line says what is so already" in upload(teacher, file).text


def test_only_who_may_configure_brings_in_a_list(enter: Enter, door: Door) -> None:
    assert enter().get(f"/l/{enter().home.launch_id}/instructor/accommodations").status == 403
    assert upload(enter(), "email,extra time\na@b.example,50\n").status == 403
