"""However much is held on somebody, an export holds little of it in memory at once."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import func, insert, select

from lti_tool.attempts.models import Attempt, Response
from lti_tool.db import table_of, utcnow
from lti_tool.lti.models import User
from lti_tool.privacy.export.archive import export
from lti_tool.privacy.person import Person
from tests.support.door import Door
from tests.support.memory import most_held
from tests.support.takers import Enter

pytestmark = pytest.mark.both_databases
ITEMS = 5  # of the small course's quiz


@pytest.fixture
def person(door: Door, enter: Enter) -> Person:
    """Somebody with one attempt, of which many can be made."""
    enter().take()
    with door.session() as session:
        return Person.of(door.registration_id, session.scalars(select(User)).all())


def multiply(door: Door, attempts: int) -> None:
    """As many attempts as the first, until there are so many of them."""
    with door.session() as session:
        first = dict(session.execute(select(Attempt.__table__)).mappings().first() or {})
        given = [dict(row) for row in session.execute(select(Response.__table__).limit(ITEMS)).mappings()]
        known = session.scalar(select(func.max(Attempt.id))) or 0
        new = range(known + 1, attempts + 1)
        session.execute(insert(table_of(Attempt)), [first | {"id": number, "number": number} for number in new])
        rows = [answer | {"attempt_id": number} for number in new for answer in given]
        session.execute(insert(table_of(Response)), [_without_id(row) for row in rows])
        session.commit()


def _without_id(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "id"}


def bytes_held(door: Door, person: Person) -> int:
    """What an export held at once."""
    with door.app.app_context(), most_held() as held:
        for _piece in export(door.session, person, utcnow()):
            pass
    return held[0]


def test_what_is_held_at_once_does_not_grow_with_what_is_handed_out(door: Door, person: Person) -> None:
    door.app.extensions["score_executor"].stop()  # what it does meanwhile would be counted, too
    bytes_held(door, person)  # templates and statements are compiled once
    multiply(door, attempts=40)
    of_few = bytes_held(door, person)
    multiply(door, attempts=400)

    assert bytes_held(door, person) < 1.5 * of_few


def test_every_attempt_is_on_one_of_its_pages(door: Door, person: Person) -> None:
    multiply(door, attempts=45)

    with door.app.app_context():
        archive = ZipFile(BytesIO(b"".join(export(door.session, person, utcnow()))))

    assert archive.testzip() is None
    pages = [archive.read(f"attempts-{number}.html").decode() for number in (1, 2, 3)]
    assert [page.count("<section>") for page in pages] == [20, 20, 5]
    assert 'href="attempts-2.html"' in pages[0]
    assert 'href="attempts-3.html"' in pages[1]
