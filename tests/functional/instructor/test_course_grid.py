"""The course grid: people and what they have at each link, looked through, as a file, on paper, with words for some."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from lti_tool.attempts.models import Attempt
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.certificates.models import Certificate
from lti_tool.db import utcnow
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.lti.models import Context, Membership, User
from lti_tool.placements.models import Placement, SaidDates
from lti_tool.reasons import said_then
from tests.support.door import Door
from tests.support.takers import Enter, Taker
from tests.support.visitor import Page

pytestmark = pytest.mark.both_databases

ZONE = "America/Los_Angeles"


def grid(teacher: Taker, query: str = "") -> Page:
    return teacher.get(f"{teacher.base}/instructor/grid{query}")


def names(page: Page) -> list[str]:
    return [str(each.get_text(" ", strip=True)).split()[0] for each in page.soup.select("table.grid tbody th a")]


def line(page: Page, name: str) -> str:
    (row,) = [each for each in page.soup.select("table.grid tbody tr") if name in each.get_text(" ")]
    return " ".join(row.get_text(" ").split())


def read_csv(teacher: Taker, query: str = "") -> list[dict[str, str]]:
    text = teacher.get(f"{teacher.base}/instructor/grid.csv{query}").response.get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def set_due(door: Door, **changes: timedelta) -> None:
    """Let the links of these modules be due so long from now."""
    with door.session() as session:
        for module, delta in changes.items():
            settings = {"due_at": (utcnow() + delta).isoformat()}
            session.execute(update(Placement).where(Placement.module_id == module).values(quiz_settings=settings))
        session.commit()


def user_id(door: Door, name: str) -> int:
    with door.session() as session:
        return session.scalars(select(User.id).where(User.name.startswith(name))).one()


def placement_id(door: Door, module: str) -> int:
    with door.session() as session:
        return session.scalars(select(Placement.id).where(Placement.module_id == module)).one()


@pytest.fixture
def teacher(enter: Enter, door: Door) -> Taker:
    """Mei-Ling passed both modules, Yusuf failed the first, Ada never came; Zed left."""
    enter("mei-ling").take()
    enter("mei-ling", module="retake").take()
    enter("yusuf").take(right=1)
    teacher = enter("rosa")
    with door.session() as session:
        context = session.scalars(select(Context)).one()
        for name, is_active in (("Ada Early", True), ("Zed Gone", False)):
            user = User(
                deployment_id=context.deployment_id, id_on_platform=name, name=name, email=f"{name[:3]}@library.example"
            )
            session.add(user)
            session.flush()
            facts = {"context_id": context.id, "user_id": user.id, "roles": ["Learner"], "is_active": is_active}
            session.execute(insert(Membership), [facts])
        session.commit()
    return teacher


def test_everybody_is_there_with_every_link(teacher: Taker) -> None:
    page = grid(teacher)

    assert names(page) == ["Ada", "Mei-Ling", "Yusuf", "Zed"]
    heads = [each.get_text(strip=True) for each in page.soup.select("table.grid thead th")]
    assert heads[:3] == ["Name", "Finished", "Last visit"]
    assert len(heads) == 5
    assert "2 of 2" in line(page, "Mei-Ling")
    assert line(page, "Mei-Ling").count("First handed in") == 2
    assert "Handed in, not passed 20 %" in line(page, "Yusuf")
    assert line(page, "Ada").count("Not started") == 2


def test_people_are_found_by_how_far_they_are_and_put_in_order(teacher: Taker, door: Door) -> None:
    set_due(door, types=-timedelta(days=1), retake=timedelta(days=1))
    types, retake = placement_id(door, "types"), placement_id(door, "retake")
    door.app.extensions["score_executor"].stop()
    yusuf = user_id(door, "Yusuf")
    with door.session() as session:
        failed = {"state": DeliveryState.FAILED, "reason": said_then("No such person there.")}
        session.execute(update(ScoreDelivery).where(ScoreDelivery.user_id == yusuf).values(failed))
        session.commit()
    for query, expected in {
        "?q=ME": ["Mei-Ling"],
        "?q=name": [],
        "?state=not-started": ["Ada", "Zed"],
        "?state=unfinished": ["Ada", "Yusuf", "Zed"],
        "?state=finished": ["Mei-Ling"],
        "?state=behind": ["Ada", "Yusuf"],
        f"?state=behind&link={types}": ["Ada", "Yusuf"],
        f"?state=behind&link={retake}": [],
        "?state=late": ["Mei-Ling", "Yusuf"],
        f"?state=late&link={retake}": [],
        "?state=not-delivered": ["Yusuf"],
        "?state=left": ["Zed"],
        "?sort=-name": ["Zed", "Yusuf", "Mei-Ling", "Ada"],
        "?sort=finished": ["Mei-Ling", "Ada", "Yusuf", "Zed"],
        "?sort=-finished": ["Ada", "Yusuf", "Zed", "Mei-Ling"],
        "?sort=branch": ["Ada", "Mei-Ling", "Yusuf", "Zed"],
        "?sort=-seen": ["Mei-Ling", "Yusuf", "Ada", "Zed"],
        "?page=9999": [],
        "?state=%00&sort=-x&page=-1&branch=x&link=99999999999&zone=Mars/Olympus": ["Ada", "Mei-Ling", "Yusuf", "Zed"],
    }.items():
        assert names(grid(teacher, query)) == expected, query


def test_a_branch_is_looked_for_and_so_is_none(teacher: Taker, door: Door) -> None:
    ada = user_id(door, "Ada")
    with door.session() as session:
        context_id = session.scalars(select(Context.id)).one()
        branch = Branch(context_id=context_id, name="Harbour")
        session.add(branch)
        session.flush()
        session.add(BranchMember(context_id=context_id, user_id=ada, branch_id=branch.id, source="hand"))
        session.commit()
        branch_id = branch.id

    assert names(grid(teacher, f"?branch={branch_id}")) == ["Ada"]
    assert names(grid(teacher, "?branch=-1")) == ["Mei-Ling", "Yusuf", "Zed"]
    assert {row["Branch"] for row in read_csv(teacher, f"?branch={branch_id}")} == {"Harbour"}


@pytest.mark.parametrize("source", ["person", "branch", "lms"])
def test_a_later_date_of_ones_own_is_heard(teacher: Taker, door: Door, source: str) -> None:
    set_due(door, types=-timedelta(days=1))
    yusuf, now = user_id(door, "Yusuf"), utcnow()
    with door.session() as session:
        placement = session.scalars(select(Placement).where(Placement.module_id == "types")).one()
        branch = Branch(context_id=placement.context_id, name="Harbour")
        session.add(branch)
        session.flush()
        member = {"context_id": placement.context_id, "user_id": yusuf, "branch_id": branch.id, "source": "hand"}
        session.add(BranchMember(**member))
        whose = {"branch_id": branch.id} if source == "branch" else {"user_id": yusuf}
        said = {"source": source, "due_at": now + timedelta(days=3), "heard_at": now}
        session.add(SaidDates(resource_link_id=placement.resource_link_id, **whose, **said))
        session.commit()

    assert names(grid(teacher, "?state=behind")) == ["Ada"]
    assert "Handed in late" not in line(grid(teacher), "Yusuf")


def test_what_the_lms_told_the_instructor_holds_for_who_never_came(teacher: Taker, door: Door) -> None:
    rosa, now = user_id(door, "Rosa"), utcnow()
    with door.session() as session:
        link = session.scalars(select(Placement.resource_link_id).where(Placement.module_id == "types")).one()
        said = {"source": "lms", "due_at": now - timedelta(days=1), "heard_at": now}
        session.add(SaidDates(resource_link_id=link, user_id=rosa, **said))
        session.commit()

    assert names(grid(teacher, "?state=behind")) == ["Ada", "Yusuf"]


def test_who_is_behind_is_written_to_in_the_readers_time_zone(teacher: Taker, door: Door) -> None:
    set_due(door, types=-timedelta(days=1))

    page = grid(teacher, f"?state=behind&zone={ZONE}")

    (reminder,) = [each.text for each in page.soup.select("textarea#reminder")]
    assert "was due " in reminder
    assert f" {ZONE}." in reminder
    (addresses,) = [each.text for each in page.soup.select("textarea#addresses")]
    assert "Ada@library.example" in addresses
    assert "Zed@" not in addresses
    assert " UTC." in grid(teacher, "?state=behind").soup.select_one("textarea#reminder").text  # type: ignore[union-attr]


def certify_mei_ling(door: Door) -> datetime:
    """Give her a certificate for the module; when she handed in its quiz."""
    types, mei_ling, now = placement_id(door, "types"), user_id(door, "Mei"), utcnow()
    with door.session() as session:
        first = session.scalars(
            select(Attempt.submitted_at).where(Attempt.placement_id == types, Attempt.user_id == mei_ling)
        ).one()
        context_id = session.scalars(select(Context.id)).one()
        facts = {"code": "0" * 24, "name": "Mei", "title": "T", "minutes": 5, "competencies": [], "issued_at": now}
        session.add(Certificate(user_id=mei_ling, context_id=context_id, module_id="types", **facts))
        session.commit()
    assert first is not None
    return first


def test_the_file_has_moments_as_spreadsheets_read_them(teacher: Taker, door: Door) -> None:
    set_due(door, types=-timedelta(days=1))
    first = certify_mei_ling(door)

    rows = read_csv(teacher, f"?zone={ZONE}")

    assert len(rows) == 8
    (row,) = [each for each in rows if (each["Name"][:3], each["Lessons"]) == ("Mei", "1") and each["Late"]]
    handed_in = datetime.strptime(row[f"First handed in ({ZONE})"], "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(ZONE))
    assert handed_in == first.replace(second=0, microsecond=0)
    assert (row["Late"], row["Progress"]) == ("Handed in late", "Passed")
    assert float(row["Training hours, once finished"]) > 0
    assert row[f"Certificate ({ZONE})"]
    assert {(each["Late"], each["Training hours, once finished"]) for each in rows if each["Name"] == "Ada Early"} == {
        ("Overdue", ""),
        ("", ""),
    }


def test_the_same_is_printed(teacher: Taker) -> None:
    page = teacher.get(f"{teacher.base}/instructor/grid/print?state=finished")

    (row,) = page.soup.select("table.printed tbody tr")
    assert "2/2" in row.text
    assert "Passed" in row.text


def test_a_course_without_a_module_says_so(enter: Enter) -> None:
    teacher = enter("rosa", module="left-the-catalogue")

    assert "No module of this course has been opened yet." in grid(teacher).text
