"""Lists of people as spreadsheets save them, and as they should not: every row that cannot be used is told."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.instructor.branches.table import MOST_ROWS, Plan, make_plan
from lti_tool.instructor.shared.people.lists import BadList, People

PEOPLE = People(
    {
        "id": {"u1": [1], "u2": [2]},
        "email": {"mei@lib.example": [1], "yusuf@lib.example": [2]},
        "name": {"mei-ling chen": [1], "yusuf": [2], "sam": [3, 4], "zoë ñandú": [5]},
    }
)
GOOD = "email,branch\nmei@lib.example,North\nYUSUF@lib.example, South  side \n"


def told(plan: Plan) -> list[tuple[int, str]]:
    return [(each.row, each.wording % dict(each.params)) for each in plan.problems]


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").replace("\n", "\r\n").encode(),
        b'Notes,E-Mail,LIBRARY\n"a, b",mei@lib.example,"North"\n,,\nx,yusuf@lib.example,South side',
        "name,branch\nMei-Ling  Chen,North\nyusuf,South side\n".replace("  ", " ").encode(),
        b"id,name,branch\nu1,,North\nu2,Somebody,South side\n",
    ],
)
def test_what_spreadsheets_save_is_read(data: bytes) -> None:
    plan = make_plan(data, PEOPLE)

    assert plan.places == {1: "North", 2: "South side"}
    assert told(plan) == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("nobody@lib.example,North", "Nobody in this course is “nobody@lib.example”."),
        ("mei@lib.example,", "The row names no branch."),
        (",North", "The row names nobody."),
        ('mei@lib.example,"=HYPERLINK(""http://evil"")"', '“=HYPERLINK("http://evil")” looks like a formula.'),
        ("+1,North", "“+1” looks like a formula."),
        ("@SUM(A1),North", "looks like a formula."),
        (f"mei@lib.example,{'x' * 201}", "longer than 200 characters"),
        ("mei@lib.example,North\nmei@lib.example,South", "The same person is in row 2 with another branch."),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_number_and_the_others_stand(rows: str, words: str) -> None:
    plan = make_plan(f"email,branch\n{rows}\nyusuf@lib.example,South\n".encode(), PEOPLE)

    ((row, said),) = told(plan)
    assert words in said
    assert row == rows.count("\n") + 2
    assert plan.places[2] == "South"


def test_a_name_that_two_people_have_is_nobody_in_particular() -> None:
    plan = make_plan("name,branch\nSam,North\nZoë Ñandú,West".encode(), PEOPLE)

    assert plan.places == {5: "West"}
    assert told(plan) == [(2, "2 people in this course are “Sam”; use their email address.")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The list is empty."),
        (b"  \n", "The list is empty."),
        ("name,branch\nMei,North\nZoë,West".encode("latin-1"), "Row 3 has letters that are not in UTF-8."),
        ("name,branch\nMei,North".encode("utf-16") + b"\x00", "not in UTF-8"),
        (b"PK\x03\x04\x14\x00", "This is a spreadsheet file."),
        (b"name,branch\n\0", "This is not a text file."),
        (b"who,where\nMei,North", "Row 1 must name the columns"),
        (b"mei@lib.example,North", "Row 1 must name the columns"),
        (b'name,branch\n"' + b"x\n" * 70_000, "Row 2 cannot be read as CSV."),
        (b"name,branch\nMei," + b"x" * 10_000, "Row 2 is too long"),
    ],
)
def test_a_file_that_is_no_list_is_told(data: bytes, words: str) -> None:
    with pytest.raises(BadList) as problem:
        make_plan(data, PEOPLE)

    assert words in str(problem.value)


def test_a_hundred_thousand_rows_are_told_with_the_row_where_it_was_too_much() -> None:
    data = b"email,branch\n" + b"mei@lib.example,North\n" * 100_000

    with pytest.raises(BadList) as problem:
        make_plan(data, PEOPLE)

    assert f"Row {MOST_ROWS + 2}" in str(problem.value)


@given(st.binary(max_size=300))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    for prefix in (b"", b"email,branch\n"):
        with suppress(BadList):
            assert set(make_plan(prefix + data, PEOPLE).places) <= {1, 2, 3, 4, 5}
