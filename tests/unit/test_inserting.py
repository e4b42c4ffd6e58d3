"""Rows that several insert at once: each does so in the same order, else Postgres ends one of them as a deadlock."""

from sqlalchemy import event

from lti_tool.attempts.models import ContentSnapshot
from lti_tool.db import insert_if_absent
from tests.support.clock import NOON


def test_rows_are_inserted_by_their_key_however_they_were_given(session):
    said = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *about: said.append(str(about[3])))
    rows = [{"digest": digest, "kind": "item", "body": {}, "created_at": NOON} for digest in ("zz-1", "aa-2", "mm-3")]

    insert_if_absent(session, ContentSnapshot, rows)

    (inserted,) = (each for each in said if "zz-1" in each)
    assert inserted.index("aa-2") < inserted.index("mm-3") < inserted.index("zz-1")
