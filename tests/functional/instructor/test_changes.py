"""The course's log, looked through: who, what, at which link, when; and the same as a file."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import Actor, CourseAction, record_event
from lti_tool.lti.models import Context, User
from lti_tool.placements.models import Placement
from tests.support.door import Door
from tests.support.takers import Enter, Taker

pytestmark = pytest.mark.both_databases


def record(session: Session, day: int, action: CourseAction, who: str = "", **facts: object) -> None:
    """A change in May, at six in the morning of UTC; the evening before in California."""
    user = session.scalars(select(User.id).where(User.name.startswith(who))).first() if who else None
    actor = Actor.user(user) if user else Actor.tool()
    here = session.scalars(select(Context.id)).one()
    now = datetime(2026, 5, day, 6, tzinfo=UTC)
    record_event(session, action, actor=actor, now=now, context_id=here, **facts)  # type: ignore[arg-type]


@pytest.fixture
def teacher(enter: Enter, door: Door) -> Taker:
    enter("yusuf")
    teacher = enter("rosa")
    with door.session() as session:
        link = session.scalars(select(Placement.id)).first()
        changes = {"attempts_allowed": [None, 2]}
        record(session, 1, CourseAction.LINK_SETTINGS_CHANGED, "Rosa", placement=link, changes=changes)
        record(session, 2, CourseAction.BRANCH_MADE, "Rosa", name="Westside")
        record(session, 3, CourseAction.TERM_BEGUN)
        record(session, 4, CourseAction.SUMMARIES_REBUILT, "Yusuf")
        session.commit()
    return teacher


def days(teacher: Taker, query: str) -> list[str]:
    page = teacher.get(f"{teacher.base}/instructor/log{query}")
    assert page.status == 200
    return [str(each["datetime"])[8:10] for each in page.soup.select("table.log tbody time")]


def test_changes_are_found_by_who_what_where_and_when(teacher: Taker, door: Door) -> None:
    with door.session() as session:
        link = session.scalars(select(Placement.id)).first()
        rosa = session.scalars(select(User.id).where(User.name.startswith("Rosa"))).one()
    for query, expected in {
        "": ["04", "03", "02", "01"],
        f"?who={rosa}": ["02", "01"],
        "?who=-1": ["03"],
        "?kind=settings": ["03", "01"],
        "?kind=branches": ["02"],
        "?kind=other": ["04"],
        f"?link={link}": ["01"],
        "?link=999": [],
        "?first=2026-05-03": ["04", "03"],
        "?last=2026-05-02": ["02", "01"],
        "?last=2026-05-02&zone=America/Los_Angeles": ["03", "02", "01"],
        "?first=2026-05-09&last=2026-05-01": [],
        "?first=0000-99-99&last=nonsense&kind=odd&who=x&link=x&before=x": ["04", "03", "02", "01"],
    }.items():
        assert days(teacher, query) == expected, query
    assert "No change matches what you look for." in teacher.get(f"{teacher.base}/instructor/log?link=999").text


def test_what_was_found_is_a_file_too(teacher: Taker) -> None:
    answer = teacher.get(f"{teacher.base}/instructor/log.csv?kind=settings&zone=America/Los_Angeles").response
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))

    assert rows[0] == ["When (America/Los_Angeles)", "Who", "What", "Why"]
    assert [row[0] for row in rows[1:]] == ["2026-05-02 23:00", "2026-04-30 23:00"]
    assert rows[2][1].startswith("Rosa")
    assert "Module types" in rows[2][2] or "types" in rows[2][2]
