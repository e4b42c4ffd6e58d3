"""Branches: by hand, from a list that is looked through first, and from a launch; what is counted by branch follows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from lti_tool import paging
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.competencies.models import CompetencyTally
from tests.functional.adjusting.test_one_person import person
from tests.functional.adjusting.test_regrading import assert_in_step
from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.takers import Enter, Taker
from tests.support.visitor import Page, fields_of

pytestmark = pytest.mark.both_databases


def members(door: Door) -> dict[int, tuple[str, str]]:
    with door.session() as session:
        query = select(BranchMember.user_id, Branch.name, BranchMember.source).join(Branch)
        return {user_id: (name, source) for user_id, name, source in session.execute(query)}


def tallied(door: Door) -> set[str | None]:
    door.fold()
    with door.session() as session:
        query = (
            select(Branch.name).select_from(CompetencyTally).outerjoin(Branch, Branch.id == CompetencyTally.branch_id)
        )
        return set(session.scalars(query))


def make(teacher: Taker, name: str) -> Page:
    return teacher.post(f"{teacher.base}/instructor/branches", {"name": name})


def look_through(teacher: Taker, text: str | bytes) -> Page:
    path = f"{teacher.base}/instructor/branches/import"
    part = '--cut\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    data = text if isinstance(text, bytes) else text.encode()
    body = part.format("csrf_token", "").encode() + csrf(teacher.home).encode() + b"\r\n"
    body += part.format("list", '; filename="people.csv"').encode() + data + b"\r\n--cut--\r\n"
    kind = "multipart/form-data; boundary=cut"
    return Page(path, teacher.browser.post(path, base_url=teacher.door.url, data=body, content_type=kind), "POST", {})


def confirm(teacher: Taker, page: Page, **fields: Any) -> Page:
    return teacher.post(f"{page.path}/confirmed", fields_of(page.form("Do this")) | fields)


def test_a_list_is_shown_before_it_is_carried_out_and_its_bad_rows_with_it(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    enter("yusuf")
    learner.take()

    page = look_through(teacher, "name,branch\nMei-Ling Zhao,North\nNobody,South\nYusuf,=1+1\n")

    told = [
        "1 person moves to another branch.",
        "1 new branch will be added: North",
        "2 rows cannot be used and will be skipped.",
        "Row 3 Nobody in this course is “Nobody”.",
        "Row 4 “=1+1” looks like a formula.",
    ]
    assert page.lacks(*told) == []
    assert members(door) == {}
    done = confirm(teacher, page)
    assert done.heading == "Branches"
    assert members(door) == {person(door): ("North", "roster")}
    assert tallied(door) == {"North"}
    assert_in_step(door)
    log = teacher.get(f"{teacher.base}/instructor/log").text
    assert "People put in branches by a list: 1; rows left out: 2." in log
    again = look_through(teacher, "name,branch\nMei-Ling Zhao,north\n")
    assert "1 person is there already." in again.text


def test_whoever_changes_the_plan_reaches_nobody_else(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    enter()
    enter("yusuf", context={"id": "another-course", "title": "Another"})
    page = look_through(teacher, "name,branch\nMei-Ling Zhao,North\n")
    stranger = person(door, "yusuf")

    for plan in (
        f'{{"North":[{stranger},99999,"x"]}}',
        "[]",
        "no",
        "[" * 9000,
        '{"":[1]}',
        '{"North":5}',
        '{"\\ud800":[1]}',
    ):
        assert confirm(teacher, page, plan=plan, seen="").status == 200

    assert members(door) == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("name,branch\nZoë,North".encode("latin-1"), "Row 2 has letters that are not in UTF-8."),
        (b"", "The list is empty."),
        (b"email,branch\n" + b"somebody-or-other@library.example,North\n" * 100_000, "Row 50002: the list is longer"),
    ],
)
def test_a_bad_list_is_told_on_the_page(enter: Enter, data: bytes, words: str) -> None:
    page = look_through(enter("rosa"), data)

    assert page.status == 400
    assert page.heading == "Branches"
    assert [each.text for each in page.soup.select("nav.places [aria-current]")] == ["Branches"]
    assert words in page.text


def test_a_branch_has_a_name_and_one_of_its_own(enter: Enter) -> None:
    teacher = enter("rosa")
    make(teacher, "North")

    assert "There is already a branch of that name." in make(teacher, " north ").text
    assert make(teacher, "  ").status == 400


def test_by_hand_people_are_put_in_branches_and_branches_renamed_and_removed(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.take()
    make(teacher, "North")
    with door.session() as session:
        north = session.scalars(select(Branch.id)).one()
    people = teacher.get(f"{teacher.base}/instructor/branches/people?q=MEI")
    assert len(people.soup.select("tbody tr")) == 1

    field = f"branch-{person(door)}"
    teacher.post(people.path, {field: str(north), "branch-99999": str(north), "branch-x": "1"})

    assert members(door) == {person(door): ("North", "hand")}
    assert tallied(door) == {"North"}
    teacher.post(people.path, {field: "777"})
    assert members(door) == {person(door): ("North", "hand")}
    path = f"{teacher.base}/instructor/branches/{north}"
    assert "Far North" in teacher.post(path, {"name": "Far North"}).text
    assert teacher.post(path, {"act": "remove"}).status == 200
    assert members(door) == {}
    assert tallied(door) == {None}
    assert_in_step(door)


def test_the_number_of_a_page_is_told_where_there_are_several(
    enter: Enter, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner, teacher = enter(), enter("rosa")
    path = f"{teacher.base}/instructor/branches/people"
    assert learner.home.status == 200
    assert "Page 1" not in teacher.get(path).text

    monkeypatch.setattr(paging, "PER_PAGE", 1)
    enter("yusuf")

    assert "Page 1" in teacher.get(path).text
    assert "Page 2" in teacher.get(f"{path}?page=2").text


def test_a_launch_names_the_branch_until_a_hand_does(enter: Enter, door: Door) -> None:
    def come(branch: str, name: str = "mei-ling", **claims: Any) -> None:
        door.enter(door.browser(), name, custom={"module": "types", "branch": branch}, **claims)

    come("North")
    me = person(door)
    assert members(door) == {me: ("North", "custom")}
    come(" north ")
    come("South")
    assert members(door) == {me: ("South", "custom")}
    for odd in ("", "$Branch.name", "x" * 201):
        come(odd)
    come("East", "rosa")
    assert members(door) == {me: ("South", "custom")}
    teacher = enter("rosa")
    with door.session() as session:
        north = session.scalars(select(Branch.id).where(Branch.name == "North")).one()
    teacher.post(f"{teacher.base}/instructor/branches/people", {f"branch-{me}": str(north)})

    come("South")

    assert members(door) == {me: ("North", "hand")}


def test_branches_of_another_course_are_not_found(enter: Enter, door: Door) -> None:
    make(enter("rosa"), "North")
    stranger = enter("rosa", context={"id": "another-course", "title": "Another"})
    with door.session() as session:
        north = session.scalars(select(Branch.id)).one()

    assert stranger.post(f"{stranger.base}/instructor/branches/{north}", {"act": "remove"}).status == 404
    assert "North" not in stranger.get(f"{stranger.base}/instructor/branches").text
    assert make(stranger, "North").status == 200
