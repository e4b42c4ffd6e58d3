"""Lists of accommodations as spreadsheets save them, and as they should not: every row that cannot be used is told."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.instructor.accommodations.saving import pack, unpack
from lti_tool.instructor.accommodations.table import MOST_ROWS, Course, Plan, make_plan
from lti_tool.instructor.shared.people.lists import BadList, People

EMAILS = {"mei@lib.example": [1], "yusuf@lib.example": [2]}
COURSE = Course(
    People({"id": {"u1": [1], "u2": [2]}, "email": EMAILS, "name": {"mei-ling": [1], "sam": [3, 4]}}),
    People({"id": {}, "email": {"gone@lib.example": [9]}, "name": {}}),
    {"types": [7], "twice": [8, 9]},
    ZoneInfo("America/New_York"),
    {"extra_time": "Tiempo extra, por ciento"},
)
HEAD = "email,link,extra time,extra attempts,opens,due,closes\n"


def told(plan: Plan) -> list[tuple[int, str]]:
    return [(each.row, each.wording % dict(each.params)) for each in plan.problems]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    "data",
    [
        b"email,extra time,extra attempts\nmei@lib.example,50,2\n",
        b"\xef\xbb\xbfE-Mail;Time;Attempts\nMEI@lib.example;50 %;2\n",
        "id\tTiempo extra, por ciento\textra attempts\r\nu1\t50%\t2\r\n".encode("utf-16"),
        b"name,Notes,extra_time,attempts\nMei-Ling,x,50,2\n,,,\n",
    ],
)
def test_what_spreadsheets_save_is_read(data: bytes) -> None:
    plan = make_plan(data, COURSE)

    assert told(plan) == []
    assert [(each.user_id, each.factor, each.extra_attempts, dict(each.moments)) for each in plan.wishes] == [
        (1, 1.5, 2, {})
    ]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2031-05-01 17:00", "2031-05-01T21:00Z"),
        ("2031-05-01T17:00-07:00", "2031-05-02T00:00Z"),
        ("5/1/2031 5:00 PM", "2031-05-01T21:00Z"),
        ("05/01/2031 17:00", "2031-05-01T21:00Z"),
        ("2031-05-01", "2031-05-02T03:59Z"),
        ("5/1/2031", "2031-05-02T03:59Z"),
        ("2031-11-02 01:30", "2031-11-02T05:30Z"),
        ("2031-11-02 01:30-05:00", "2031-11-02T06:30Z"),
    ],
)
def test_dates_are_read_in_the_readers_zone_and_a_day_closes_at_its_end(cell: str, moment: str) -> None:
    plan = make_plan(f"email,closes\nmei@lib.example,{cell}\n".encode(), COURSE)

    assert dict(plan.wishes[0].moments) == {"closes_at": at(moment)}


def test_a_date_is_taken_back_and_one_of_a_link_is_for_that_link() -> None:
    plan = make_plan(f"{HEAD}mei@lib.example,,,,,,none\nmei@lib.example,Types,,,2031-05-01,,\n".encode(), COURSE)

    assert [(each.placement_id, dict(each.moments)) for each in plan.wishes] == [
        (None, {"closes_at": None}),
        (7, {"opens_at": at("2031-05-01T04:00Z")}),
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("nobody@lib.example,,50,,,,", "Nobody in this course is “nobody@lib.example”."),
        ("gone@lib.example,,50,,,,", "“gone@lib.example” has left this course."),
        (",,50,,,,", "The row names nobody."),
        ("mei@lib.example,,,,,,", "The row sets nothing."),
        ("mei@lib.example,,1.5,,,,", "“1.5” is no extra time: type percent from 0 to 900"),
        ("mei@lib.example,,901,,,,", "is no extra time"),
        ("mei@lib.example,,,21,,,", "“21” is no number of extra attempts"),
        ("mei@lib.example,,,,,,tomorrow", "“tomorrow” is no date"),
        ("mei@lib.example,,,,,,0000-01-01", "is no date"),
        ("mei@lib.example,,,,,,9999-12-31 10:00", "choose a year from"),
        ("mei@lib.example,,,,2031-05-02,,2031-05-01", "The quiz would close before it opens."),
        ("mei@lib.example,,,,,2031-05-02,2031-05-01", "The quiz would be due after it closes."),
        ("mei@lib.example,,,,,,2031-03-09 02:30", "in America/New_York: clocks are put forward."),
        ("mei@lib.example,Nowhere,,,,,2031-05-01", "There is no link called “Nowhere” in this course."),
        ("mei@lib.example,Twice,,,,,2031-05-01", "Several links are called “Twice”"),
        ("mei@lib.example,Types,50,,,,", "Extra time and attempts hold in the whole course"),
        ('mei@lib.example,,"=1+1",,,,', "looks like a formula"),
        ("yusuf@lib.example,,25,,,,", "The same person is in row 2 already."),
    ],
)
def test_a_row_that_cannot_be_used_is_told_and_the_others_stand(row: str, words: str) -> None:
    plan = make_plan(f"{HEAD}yusuf@lib.example,,100,,,,\n{row}\n".encode(), COURSE)

    ((number, said),) = told(plan)
    assert (number, words in said) == (3, True), said
    assert [(each.user_id, each.factor) for each in plan.wishes] == [(2, 2.0)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The list is empty."),
        (b"email,branch\nmei@lib.example,North\n", "Row 1 must name the columns"),
        ("email,extra time\nzoë,50".encode("latin-1"), "Row 2 has letters that are not in UTF-8."),
        (b"email,extra time\n" + b"x" * 10_001, "Row 2 is too long"),
        (b"email,extra time\n" + b"mei@lib.example,50\n" * (MOST_ROWS + 1), "is longer than 2000 people"),
        (b"PK\x03\x04", "This is a spreadsheet file."),
    ],
)
def test_a_file_that_is_no_list_is_told_in_words(data: bytes, words: str) -> None:
    with pytest.raises(BadList) as problem:
        make_plan(data, COURSE)

    assert words in str(problem.value)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: (HEAD + text).encode()))
def test_whatever_is_sent_is_read_or_told(data: bytes) -> None:
    with suppress(BadList):
        plan = make_plan(data, COURSE)
        assert all(each.row > 1 for each in plan.problems)


def test_wishes_travel_to_their_yes_and_what_was_changed_underway_is_dropped() -> None:
    plan = make_plan(f"{HEAD}mei@lib.example,,50,,,,2031-05-01\nyusuf@lib.example,Types,,,,,none\n".encode(), COURSE)

    assert unpack(pack(plan.wishes), {1, 2}, {7}) == plan.wishes
    assert [each.user_id for each in unpack(pack(plan.wishes), {1}, {7})] == [1]
    assert unpack("nonsense", {1, 2}, {7}) == []
