"""Dates that one person or one branch has of their own: what holds, what follows, and what cannot be."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.branches.models import Branch, BranchMember
from lti_tool.db import utcnow
from lti_tool.lti.models import Context, User
from tests.functional.adjusting.test_one_person import person
from tests.support.door import Door
from tests.support.takers import Enter, Taker, attempts_of, placement_id, set_rules
from tests.support.visitor import Page

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def typed(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")


def of_person(teacher: Taker, door: Door, name: str = "mei-ling") -> str:
    return f"{teacher.base}/instructor/people/{person(door, name)}/dates"


def of_branch(teacher: Taker, branch: int) -> str:
    return f"{teacher.base}/instructor/branches/{branch}/dates"


def set_dates(teacher: Taker, path: str, link: object = "", **moments: Any) -> Page:
    sent = {name: typed(at) if isinstance(at, datetime) else at for name, at in moments.items()}
    return teacher.post(path, {"link": str(link), **sent})


def in_branch(door: Door, *names: str, called: str = "East") -> int:
    """Put people in a new branch, by hand in the database; its id."""
    with door.session() as session:
        branch = Branch(context_id=session.scalars(select(Context.id)).one(), name=called)
        session.add(branch)
        session.flush()
        for name in names:
            user = session.scalars(select(User).where(User.id_on_platform == door.platform.people[name].sub)).one()
            member = {"context_id": branch.context_id, "user_id": user.id, "branch_id": branch.id, "source": "hand"}
            session.add(BranchMember(**member))
        session.commit()
        return branch.id


@pytest.mark.both_databases
def test_a_closed_quiz_opens_for_one_person_alone_at_one_link_or_in_the_course(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    set_rules(door, "types", closes_at=utcnow() - MINUTE)
    assert learner.start().status == 409

    saved = set_dates(teacher, of_person(teacher, door), placement_id(door, "types"), closes_at=utcnow() + DAY)

    assert "set for this person" in saved.text
    assert learner.start().soup.select("fieldset")
    assert other.start().status == 409
    set_dates(teacher, of_person(teacher, door, "yusuf"), closes_at=utcnow() + DAY)
    assert other.start().soup.select("fieldset")
    assert "Dates of Mei-Ling" in teacher.get(f"{teacher.base}/instructor/log").text


@pytest.mark.both_databases
def test_person_before_branch_before_link_and_link_before_course(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    set_rules(door, "types", closes_at=utcnow() + DAY)
    learner.start()
    at, branch = placement_id(door, "types"), in_branch(door, "mei-ling")
    days = {
        name: (utcnow() + number * DAY).replace(second=0, microsecond=0)
        for name, number in {"branch": 2, "branch_at_link": 3, "person": 4, "person_at_link": 5}.items()
    }

    def ends_at() -> datetime | None:
        return attempts_of(door, "types")[0].ends_at

    for path, link, name in (
        (of_branch(teacher, branch), "", "branch"),
        (of_branch(teacher, branch), at, "branch_at_link"),
        (of_person(teacher, door), "", "person"),
        (of_person(teacher, door), at, "person_at_link"),
    ):
        assert set_dates(teacher, path, link, closes_at=days[name]).status == 200
        assert ends_at() == days[name], "an open attempt follows at once"

    settings = teacher.get(f"{teacher.base}/instructor/settings").text
    assert "4 branches or people have dates of their own here" in settings
    teacher.post(of_person(teacher, door), {"link": str(at), "act": "take_back"})
    assert ends_at() == days["person"]
    teacher.post(of_person(teacher, door), {"link": "", "act": "take_back"})
    assert ends_at() == days["branch_at_link"]


def test_who_moves_to_a_branch_takes_its_dates(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.start()
    branch, closes_at = in_branch(door), (utcnow() + DAY).replace(second=0, microsecond=0)
    set_dates(teacher, of_branch(teacher, branch), closes_at=closes_at)
    assert attempts_of(door, "types")[0].ends_at is None

    teacher.post(f"{teacher.base}/instructor/branches/people", {f"branch-{person(door)}": str(branch)})
    assert attempts_of(door, "types")[0].ends_at == closes_at
    teacher.post(f"{teacher.base}/instructor/branches/{branch}", {"act": "remove"})
    assert attempts_of(door, "types")[0].ends_at is None


@pytest.mark.parametrize(
    ("moments", "words"),
    [
        ({"opens_at": "2031-05-02T10:00", "closes_at": "2031-05-01T10:00"}, "The quiz would close before it opens."),
        ({"opens_at": "2031-05-02T10:00"}, "The quiz would close before it opens."),
        ({"closes_at": "9999-01-01T00:00"}, "Choose a year from"),
        ({"closes_at": "0000-01-01T00:00"}, ""),
        ({}, "Type at least one date."),
    ],
)
def test_dates_that_cannot_be_are_told_and_what_was_typed_stays(
    enter: Enter, door: Door, moments: dict[str, str], words: str
) -> None:
    teacher = enter("rosa")
    enter()
    set_rules(door, "types", closes_at=datetime.fromisoformat("2031-05-01T12:00Z"))

    refused = set_dates(teacher, of_person(teacher, door), **moments)

    assert refused.status == 400
    assert words in refused.soup.select_one(".problem").text  # type: ignore[union-attr]
    for name, said in moments.items():
        assert [each.get("value") for each in refused.soup.select(f"[name={name}]")] == [said]
    assert "set for this person" not in refused.text


def test_moments_are_typed_in_the_browsers_time_zone(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.start()

    set_dates(teacher, of_person(teacher, door), closes_at="2031-05-02T10:00", time_zone="America/New_York")

    assert attempts_of(door, "types")[0].ends_at == datetime.fromisoformat("2031-05-02T14:00Z")


def test_another_courses_people_branches_and_links_are_out_of_reach(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    enter()
    branch, at = in_branch(door), placement_id(door, "types")
    stranger = enter("rosa", context={"id": "another-course", "title": "Another"}, module="retake")

    assert set_dates(stranger, of_person(stranger, door), closes_at="2031-05-02T10:00").status == 404
    assert set_dates(stranger, of_branch(stranger, branch), closes_at="2031-05-02T10:00").status == 404
    assert set_dates(stranger, of_person(stranger, door, "rosa"), at, closes_at="2031-05-02T10:00").status == 400
    assert "Set for" not in teacher.get(of_person(teacher, door)).text


def test_pages_say_whom_dates_an_attempt_more_and_opening_again_touch(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    set_rules(door, "types", attempts_allowed=2, closes_at=utcnow() + DAY)
    branch = in_branch(door, "mei-ling", "yusuf")
    set_dates(teacher, of_person(teacher, door, "yusuf"), closes_at=utcnow() + 2 * DAY)
    learner.take()
    other.start()
    [done, *_others] = attempts_of(door, "types")
    attempt = f"{teacher.base}/instructor/people/{person(door)}/attempts/{done.id}"
    grant = f"{teacher.base}/instructor/people/{person(door, 'yusuf')}/links/{placement_id(door, 'types')}/attempts"

    of_all = teacher.get(of_branch(teacher, branch)).text
    assert "It touches 2 people: Mei-Ling" in of_all
    assert "1 of them has dates of their own; a date that those name stays as it is: Yusuf" in of_all
    assert "get their new end at once where their closing changes:" in of_all
    assert "No attempt is open that would get another end" in teacher.get(of_person(teacher, door)).text
    page = teacher.get(grant)
    assert not page.lacks(
        "Attempts begun here: 1. Allowed with this one: 3.", "Attempt 1 is open.", "For them it closes"
    )
    again = teacher.get(attempt)
    assert not again.lacks("It touches this attempt of Mei-Ling", "no closing time holds for it")

    teacher.post(f"{attempt}/reopen", {"reason": "Power cut"})
    assert "No attempt is open that would get another end" in teacher.get(of_person(teacher, door)).text
    needs = teacher.get(f"{teacher.base}/instructor/people/{person(door)}/needs").text
    assert "gets its new end at once:" not in needs, "one that was opened again keeps its time"


@pytest.mark.both_databases
def test_what_is_typed_says_what_it_would_change_before_it_is_saved(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    set_rules(door, "types", closes_at=utcnow() + DAY)
    learner.start()
    of_yusuf = utcnow() + 3 * DAY
    set_dates(teacher, of_person(teacher, door, "yusuf"), closes_at=of_yusuf)
    branch = of_branch(teacher, in_branch(door, "mei-ling", "yusuf"))

    later = set_dates(teacher, branch, act="look", closes_at=utcnow() + 2 * DAY)
    past = set_dates(teacher, branch, act="look", closes_at=utcnow() - MINUTE)
    unheard = set_dates(teacher, of_person(teacher, door, "yusuf"), act="look", closes_at=of_yusuf)

    assert not later.lacks("Nothing is saved yet.", "other dates for 1 person.", "1 open attempt gets another end.")
    assert later.lacks("It opens to", "It closes to") == ["It opens to", "It closes to"]
    assert "It closes to 1 person at once." in past.text
    assert "These dates would change nothing for anybody now" in unheard.text
    assert later.soup.select_one("input[name=closes_at]")["value"], "what was typed is still there"  # type: ignore[index]
    assert "Set for East" not in teacher.get(branch).text
    assert other.start().status == 200
    set_rules(door, "types", closes_at=utcnow() - MINUTE)
    assert "It opens to 1 person at once." in set_dates(teacher, branch, act="look", closes_at=utcnow() + DAY).text
