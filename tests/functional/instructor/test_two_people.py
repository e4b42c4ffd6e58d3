"""Two people edit the same thing at once: the second is shown what the first saved, and asked."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.audit import AuditEvent
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.community.models import Contribution
from lti_tool.lti.models import User
from lti_tool.placements.models import Accommodation, ContextSettings, LocalPolicy, Placement, SaidDates
from tests.functional.learner.test_community import IDEA
from tests.support.door import Door
from tests.support.takers import Enter, Taker, placement_id
from tests.support.visitor import Page, fields_of

ASKED = "Nothing is saved yet. This was saved since you opened the page"
SETTINGS, COURSE = "/instructor/settings", "/instructor/settings/course"


@pytest.fixture
def two(enter: Enter) -> tuple[Taker, Taker]:
    """Two instructors of one course; the second goes by another name."""
    return enter("rosa"), enter("rosa", sub="second", name="Iris Second")


def opened(teacher: Taker, path: str, button: str) -> tuple[str, dict[str, Any]]:
    page = teacher.get(f"{teacher.base}{path}")
    return page.path, fields_of(page.form(button))


def pressed(teacher: Taker, page: Page, button: str, **typed: Any) -> Page:
    """Press a button of a page that came back."""
    form = page.form(button)
    named = next(each for each in form.select("button") if button in each.get_text(" "))
    act = {str(named["name"]): str(named["value"])} if named.get("name") else {}
    return teacher.post(page.path, fields_of(form) | act | typed)


def cells(page: Page) -> list[list[str]]:
    rows = page.soup.select("table.meanwhile tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in rows]


def assert_asked(page: Page) -> None:
    """Nothing was saved; the page asks which of the two is to hold."""
    assert page.status == 409, page.text
    assert ASKED in page.text


@pytest.mark.parametrize("path", [SETTINGS, COURSE])
def test_settings_that_somebody_else_changed_are_shown_beside_ones_own_and_saved_after_a_yes(
    two: tuple[Taker, Taker], door: Door, path: str
) -> None:
    first, second = two
    where, form = opened(second, path, "Save settings")
    their_where, theirs = opened(first, path, "Save settings")
    first.post(their_where, theirs | {"pass_percent": "80", "attempts_allowed": "2"})

    refused = second.post(where, form | {"pass_percent": "60", "grace_seconds": "77"})

    assert_asked(refused)
    shown = {row[0]: row[1:] for row in cells(refused)}
    assert set(shown) == {"pass mark in percent", "attempts allowed", "seconds of grace"}
    assert shown["pass mark in percent"][0].startswith("80 Rosa")
    assert shown["pass mark in percent"][1] == "60"
    assert shown["seconds of grace"] == ["60", "77"]
    assert kept(door, path) == {"pass_percent": 80, "attempts_allowed": 2}
    typed = fields_of(refused.form("Save settings"))
    assert (typed["pass_percent"], typed["grace_seconds"], typed["attempts_allowed"]) == ("60", "77", "")

    saved = pressed(second, refused, "Save mine")

    assert saved.lacks("Saved.", "pass mark in percent: 80 → 60") == []
    assert kept(door, path) == {"pass_percent": 60, "grace_seconds": 77}


def kept(door: Door, path: str) -> dict[str, Any]:
    with door.session() as session:
        column = Placement.quiz_settings if path == SETTINGS else ContextSettings.quiz_defaults
        return dict(session.scalars(select(column)).one())


def test_the_same_change_by_two_people_is_no_question(two: tuple[Taker, Taker], door: Door) -> None:
    first, second = two
    forms = [opened(each, SETTINGS, "Save settings") for each in two]

    for teacher, (where, form) in zip((first, second), forms, strict=True):
        page = teacher.post(where, form | {"pass_percent": "80"})

    assert "Nothing was different from before" in page.text
    assert kept(door, SETTINGS) == {"pass_percent": 80}


def test_what_changed_for_the_whole_course_is_noticed_at_a_link(two: tuple[Taker, Taker]) -> None:
    first, second = two
    where, form = opened(second, SETTINGS, "Save settings")
    course, theirs = opened(first, COURSE, "Save settings")
    first.post(course, theirs | {"wait_minutes": "30"})

    refused = second.post(where, form | {"pass_percent": "60"})

    assert refused.status == 409
    assert ["minutes to wait", "0"] in [[row[0], row[2]] for row in cells(refused)]


@pytest.mark.both_databases
def test_of_two_who_save_in_the_same_moment_one_is_not_asked(two: tuple[Taker, Taker], door: Door) -> None:
    forms = [opened(each, SETTINGS, "Save settings") for each in two]

    def save(which: int) -> int:
        where, form = forms[which]
        return two[which].post(where, form | {"pass_percent": str(70 + which)}).status

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(save, (0, 1)))

    assert sorted(statuses) == [200, 409]
    assert kept(door, SETTINGS) == {"pass_percent": 70 + statuses.index(200)}
    with door.session() as session:
        assert (
            len(session.scalars(select(AuditEvent).where(AuditEvent.action == "placement.settings_changed")).all()) == 1
        )


def needs(door: Door) -> str:
    with door.session() as session:
        person = session.scalars(select(User.id).where(User.name.startswith("Mei"))).one()
    return f"/instructor/people/{person}/needs"


@pytest.mark.parametrize(
    ("path", "name", "values", "shown"),
    [
        ("", "extra_attempts", ("1", "2"), ["Extra attempts", "1", "2"]),
        ("", "time_factor", ("1.5", "2.0"), ["Time", "Time and a half", "Twice the time"]),
        ("", "reason", ("Asked by mail", "Said so"), ["Why", "Asked by mail", "Said so"]),
        (
            "/instructor/policies/types.l1",
            "body",
            ("Fines: none.", "Fines: 1 €."),
            ["Your own text", "Fines: none.", "Fines: 1 €."],
        ),
        (
            "/instructor/certificates",
            "renewal",
            ("yearly", "term"),
            ["How often a certificate may be earned", "Again each year", "Again each term"],
        ),
        ("/instructor/module", "module", ("retake", "rules"), None),
    ],
)
def test_other_forms_ask_too(
    enter: Enter,
    two: tuple[Taker, Taker],
    door: Door,
    path: str,
    name: str,
    values: tuple[str, str],
    shown: list[str] | None,
) -> None:
    enter()
    first, second = two
    button = "Show this module" if name == "module" else "Save"
    page = second.get(f"{second.base}{path or needs(door)}")
    form, where = fields_of(page.form(button)), str(page.form(button)["action"])
    theirs = {each: value for each, value in form.items() if each != "csrf_token"}
    assert first.post(where.replace(second.base, first.base), theirs | {name: values[0]}).status == 200

    refused = second.post(where, form | {name: values[1]})

    assert_asked(refused)
    ((of, saved, typed),) = cells(refused)
    value, by, _when = saved.partition(" Rosa")
    assert by, "who saved it"
    assert shown is None or [of, value, typed] == shown
    assert values[1] in str(refused.form("Save mine"))
    seen = {"seen": fields_of(refused.form("Save mine"))["seen"]}
    assert "Saved." in second.post(where, form | {name: values[1]} | seen).text


def make_branch(teacher: Taker, name: str) -> None:
    teacher.post(f"{teacher.base}/instructor/branches", {"name": name})


def test_a_branch_that_was_renamed_is_not_renamed_or_removed_unawares(two: tuple[Taker, Taker], door: Door) -> None:
    first, second = two
    make_branch(first, "North")
    with door.session() as session:
        number = session.scalars(select(Branch.id)).one()
    act = f"/instructor/branches/{number}"
    form = fields_of(second.get(f"{second.base}/instructor/branches").form("Rename"))
    first.post(f"{first.base}{act}", {"name": "North Side"})

    refused = second.post(f"{second.base}{act}", form | {"act": "remove"})

    assert refused.status == 409
    assert [row[0] for row in cells(refused)] == ["Name"]
    assert cells(refused)[0][1].startswith("North Side Rosa")
    assert cells(refused)[0][2] == "removed"
    act_again = fields_of(refused.form("Save mine")) | {"act": "remove"}
    assert "was removed" in second.post(f"{second.base}{act}", act_again).text
    with door.session() as session:
        assert session.scalars(select(Branch)).all() == []


def test_people_stay_where_somebody_else_put_them_unless_that_is_meant(
    enter: Enter, two: tuple[Taker, Taker], door: Door
) -> None:
    enter("mei-ling")
    enter("yusuf")
    first, second = two
    make_branch(first, "North")
    make_branch(first, "South")
    with door.session() as session:
        people = dict(session.execute(select(User.name, User.id)).all())
        branches = dict(session.execute(select(Branch.name, Branch.id)).all())
    path = "/instructor/branches/people"
    mei, yusuf = (next(number for name, number in people.items() if name.startswith(each)) for each in ("Mei", "Yusuf"))
    form = fields_of(second.get(f"{second.base}{path}").form("Save this page"))
    first.post(f"{first.base}{path}", {f"branch-{mei}": branches["North"], f"branch-{yusuf}": branches["North"]})
    choose = form | {f"branch-{mei}": "", f"branch-{yusuf}": str(branches["South"])}

    refused = second.post(f"{second.base}{path}", choose)

    assert refused.status == 409
    assert [row[1:] for row in cells(refused)] == [["North", "South"]]
    again = fields_of(refused.form("Save mine"))
    kept_by = {f"branch-{mei}": str(branches["North"]), f"branch-{yusuf}": str(branches["South"])}
    second.post(f"{second.base}{path}", again | kept_by)
    with door.session() as session:
        places = dict(session.execute(select(BranchMember.user_id, BranchMember.branch_id)).all())
    assert places == {mei: branches["North"], yusuf: branches["South"]}


def test_nothing_of_another_kind_was_kept(two: tuple[Taker, Taker], door: Door) -> None:
    """A form that came without a fingerprint, as one opened before there were any, is taken as it is."""
    first, second = two
    where, form = opened(second, SETTINGS, "Save settings")
    first.post(f"{first.base}{SETTINGS}", form | {"pass_percent": "80"})
    del form["seen"]

    assert second.post(where, form | {"pass_percent": "70"}).status == 200
    with door.session() as session:
        assert session.scalars(select(LocalPolicy)).all() == session.scalars(select(Accommodation)).all() == []
    assert kept(door, SETTINGS) == {"pass_percent": 70}


def test_own_content_is_not_saved_over_what_somebody_else_saved(two: tuple[Taker, Taker]) -> None:
    first, second = two
    new = fields_of(first.get(f"{first.base}/instructor/own/new?module=types&kind=lesson").form("Save as a draft"))
    draft = first.post(f"{first.base}/instructor/own/new", new | {"title": "Our desk", "body": "First."})
    path = draft.path.replace(first.base, "")
    form, theirs = (fields_of(each.get(f"{each.base}{path}").form("Save as a new version")) for each in (second, first))
    first.post(f"{first.base}{path}", theirs | {"title": "Our counter", "body": "First."})

    refused = second.post(f"{second.base}{path}", form | {"title": "The desk", "body": "First."})

    assert refused.status == 409
    ((label, saved, yours),) = cells(refused)
    assert (label, saved.split(" ,")[0], yours) == ("Title", "Our counter Rosa Delgado", "The desk")
    again = fields_of(refused.form("Save mine")) | {"body": "First."}
    assert "Saved as version 3." in second.post(f"{second.base}{path}", again).text


def test_a_list_that_was_looked_through_before_people_were_moved_is_shown_again(
    enter: Enter, two: tuple[Taker, Taker], door: Door
) -> None:
    enter("mei-ling")
    first, second = two
    make_branch(first, "North")
    with door.session() as session:
        person = session.scalars(select(User.id).where(User.name.startswith("Mei"))).one()
        name = session.scalars(select(User.name).where(User.id == person)).one()
        north = session.scalars(select(Branch.id)).one()
    sent = {"list": (io.BytesIO(f"name,branch\n{name},South\n".encode()), "people.csv")}
    plan = second.post(f"{second.base}/instructor/branches/import", sent)
    first.post(f"{first.base}/instructor/branches/people", {f"branch-{person}": str(north)})

    again = second.post(f"{plan.path}/confirmed", fields_of(plan.form("Do this")))

    assert again.status == 409
    assert "People were put in other branches since this was worked out." in again.text
    assert "People put in branches by a list: 1;" in second.post(again.path, fields_of(again.form("Do this"))).text


def dates_of_person(door: Door) -> str:
    return needs(door).replace("/needs", "/dates")


def test_own_dates_that_somebody_else_set_meanwhile_are_shown_first(
    enter: Enter, two: tuple[Taker, Taker], door: Door
) -> None:
    enter()
    first, second = two
    path, at = dates_of_person(door), placement_id(door, "types")
    where, form = opened(second, path, "Save")
    their_where, theirs = opened(first, path, "Save")
    first.post(their_where, theirs | {"link": str(at), "closes_at": "2031-05-01T10:00"})

    refused = second.post(where, form | {"link": str(at), "closes_at": "2032-05-01T10:00"})

    assert refused.status == 409
    assert ASKED in refused.text
    (row,) = cells(refused)
    assert (row[0], "2031" in row[1], " Rosa" in row[1], "2032" in row[2]) == ("Closes", True, True, True)
    elsewhere = second.post(where, form | {"link": "", "closes_at": "2033-05-01T10:00"})
    assert "Saved." in elsewhere.text, "what was set at another link is no question"
    assert refused.soup.select_one(f"#link option[value='{at}'][selected]")
    assert "Saved." in pressed(second, refused, "Save mine", link=str(at)).text
    assert own_dates(door) == {None: 2033, at: 2032}

    _where, shown = opened(first, path, "Save")
    away = {"seen": shown["seen"], "act": "take_back"}
    there = fields_of(second.get(f"{second.base}{path}?link={at}").form("Save"))
    second.post(where, there | {"link": str(at), "closes_at": "2034-05-01T10:00"})
    asked = first.post(their_where, away | {"link": str(at)})
    assert asked.status == 409
    pressed(first, asked, "Save mine", link=str(at))
    assert own_dates(door) == {None: 2033}


def own_dates(door: Door) -> dict[int | None, int]:
    with door.session() as session:
        query = select(Placement.id, SaidDates.closes_at).select_from(SaidDates)
        at = Placement.resource_link_id == SaidDates.resource_link_id
        rows = session.execute(query.outerjoin(Placement, at).where(SaidDates.user_id.is_not(None)))
        return {place: closes_at.year for place, closes_at in rows if closes_at}


def test_a_branch_that_somebody_joined_is_not_removed_unawares(
    enter: Enter, two: tuple[Taker, Taker], door: Door
) -> None:
    enter()
    first, second = two
    make_branch(first, "North")
    with door.session() as session:
        branch = session.scalars(select(Branch.id)).one()
        person = session.scalars(select(User.id).where(User.name.startswith("Mei"))).one()
    act = f"{second.base}/instructor/branches/{branch}"
    form = fields_of(second.get(f"{second.base}/instructor/branches").form("Rename"))
    first.post(f"{first.base}/instructor/branches/people", {f"branch-{person}": str(branch)})

    refused = second.post(act, form | {"act": "remove"})

    assert refused.status == 409
    (row,) = cells(refused)
    assert row[:1] + row[2:] == ["Its people", "without a branch"]
    assert "1 person: Mei-Ling" in row[1]
    second.post(act, form | {"name": "North Side"})
    assert branch_names(door) == ["North Side"], "who joined is no question of the name"
    again = fields_of(second.get(f"{second.base}/instructor/branches").form("Rename")) | {"act": "remove"}
    assert second.post(act, again).status == 200
    assert branch_names(door) == []


def branch_names(door: Door) -> list[str]:
    with door.session() as session:
        return list(session.scalars(select(Branch.name)))


def test_a_decision_on_a_contribution_is_not_undone_unawares(
    enter: Enter, two: tuple[Taker, Taker], door: Door
) -> None:
    first, second = two
    learner = enter()
    learner.post(f"{learner.base}/community/share", IDEA)
    (where, form), (their_where, theirs) = (
        (str(found["action"]), fields_of(found))
        for found in (each.get(f"{each.base}/instructor/community").form("Show it") for each in (second, first))
    )
    first.post(their_where, theirs | {"decision": "declined", "answer": "Not ours."})

    refused = second.post(where, form | {"decision": "shown", "answer": "Thanks!"})

    assert_asked(refused)
    shown = {row[0]: row[1:] for row in cells(refused)}
    assert shown["Decision"][0].startswith("Not shown Rosa")
    assert shown["Decision"][1] == "Shown to everybody"
    assert shown["Your answer to them (if you like)"][1] == "Thanks!"
    with door.session() as session:
        assert session.scalars(select(Contribution.state)).one() == "declined"
    again = refused.form("Save mine")
    assert "Thanks!" in str(again.select_one("textarea"))
    second.post(where, fields_of(again) | {"decision": "shown", "answer": "Thanks!"})
    with door.session() as session:
        decided = session.scalars(select(Contribution)).one()
        assert (decided.state, decided.answer) == ("shown", "Thanks!")
