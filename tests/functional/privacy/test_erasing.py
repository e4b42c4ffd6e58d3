"""Erasing somebody: every row of every table before and after; what names them is gone, and nothing else changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit.actor import ActorKind
from lti_tool.competencies.rebuilding import MODELS, tally_rows
from lti_tool.db import table_of
from lti_tool.lti.models import Context
from tests.support.every_row import Change, Row, Rows, compare, read_every_row
from tests.support.whole_course import LEARNERS, WholeCourse

pytestmark = pytest.mark.both_databases

GOES, CHANGES, STAYS = "goes", "changes", "stays"
CHANGED = {  # all that may be written anew in a row that stays
    "accommodation_reasons": {"given_by_id"},
    "audit_events": {"actor_id", "actor", "facts", "detail"},
    "contributions": {"user_id", "credit", "answer", "moderated_by_id"},
    "desk_checks": {"made_by_id"},
    "erasure_requests": {"user_id", "state", "decided_at", "decided_by"},
    "grade_checks": {"findings"},
    "launches": {"for_user", "mentees"},
    "local_policies": {"updated_by_id"},
    "own_images": {"added_by_id"},
    "own_versions": {"written_by_id"},
    "policy_versions": {"written_by_id"},
    "regrades": {"made_by_id"},
}
SUMS = {"item_tallies", "time_tallies"}
NEW = {"erasures": 1, "audit_events": 1}


@dataclass(frozen=True)
class Fate:
    """What must become of each row, told without the map that the erase goes by."""

    user_id: int
    sub: str
    rows: Mapping[str, Rows]

    def of(self, table: str, row: Row) -> str:
        if self._is_theirs(table, row):
            stays = table == "erasure_requests" or (table == "contributions" and row["licence"] != "course")
            return CHANGES if stays else GOES
        return CHANGES if self._mentions(table, row) else STAYS

    def _is_theirs(self, table: str, row: Row) -> bool:
        if table == "users":
            return bool(row["id"] == self.user_id)
        if table == "contexts":
            return bool(row["id_on_platform"] == f"person:{self.sub}")
        for column, parent in (("attempt_id", "attempts"), ("delivery_id", "score_deliveries")):
            if table in ("responses", "delivery_tries") and column in row:
                return bool(self.rows[parent][(row[column],)]["user_id"] == self.user_id)
        return bool(row.get("user_id") == self.user_id)

    def _mentions(self, table: str, row: Row) -> bool:
        if table == "audit_events":
            return self._logs(row)
        if table == "grade_checks":
            sent = (self.rows["score_deliveries"][(each["delivery_id"],)] for each in row["findings"])
            return self.user_id in {each["user_id"] for each in sent}
        roles = ("updated", "written", "made", "moderated", "given", "added")
        named = [row.get(f"{role}_by_id") for role in roles]
        return self.user_id in named or row.get("for_user") == self.sub or self.sub in row.get("mentees", ())

    def _logs(self, row: Row) -> bool:
        facts = row["facts"]
        shared = self.rows["contributions"].get((facts.get("contribution"),), {})
        is_actor = row["actor_kind"] == ActorKind.USER and row["actor_id"] == self.user_id
        return is_actor or self.user_id in (facts.get("user"), shared.get("user_id"))


def erase(whole: WholeCourse, person: str, *options: str) -> tuple[int, str]:
    sub = whole.door.platform.people[person].sub
    answer = whole.runner.invoke(args=["privacy", "erase", "--lms-id", sub, "--registration", "1", *options])
    return answer.exit_code, answer.output


def numbers(printed: str) -> dict[str, tuple[int, str]]:
    """What a dry run said: rows and fate by their name."""
    lines = [line.split(maxsplit=2) for line in printed.splitlines()]
    return {line[0]: (int(line[1]), line[2]) for line in lines if len(line) == 3 and line[1].isdigit()}


@pytest.mark.parametrize("person", ["mei-ling", "rosa"])
def test_what_names_them_goes_and_every_other_row_is_as_it_was(
    person: str, whole: WholeCourse, session: Session
) -> None:
    before = read_every_row(session)
    fate = Fate(whole.user_id(person), whole.door.platform.people[person].sub, before)
    said = erase(whole, person, "--dry-run")[1]
    told = numbers(said)
    rosters = ("The roster of Front desk essentials was never read", "The roster of person:")
    assert [each in said for each in rosters] == [True, False]
    assert compare(before, read_every_row(session)) == {}

    code, said = erase(whole, person, "--yes")

    assert code == 0, said
    after = read_every_row(session)
    changes = compare(before, after)
    for table, rows in before.items():
        change = changes.get(table, Change())
        if table not in SUMS:
            assert {GOES: set(change.gone), CHANGES: set(change.changed)} == {
                what: {key for key, row in rows.items() if fate.of(table, row) == what} for what in (GOES, CHANGES)
            }, table
            assert change.columns <= CHANGED.get(table, set()), table
        assert len(change.new) == NEW.get(table, 0), table
    assert_sums_are_the_others(whole)
    assert sum(rows for rows, what in told.values() if what == GOES) == sum(
        len(each.gone) for name, each in changes.items() if name not in SUMS
    )
    assert_nobody_is_named(whole, person, fate, after)


def assert_sums_are_the_others(whole: WholeCourse) -> None:
    """The tallies say what counting anew says, from what is stored of everybody who is left."""
    with whole.door.app.app_context(), whole.door.session() as session:
        contexts = session.scalars(select(Context.id)).all()
        counted = [tally_rows(session, context_id) for context_id in contexts]
        for model in MODELS:
            names = [column.key for column in table_of(model).columns]
            stored = [{name: getattr(row, name) for name in names} for row in session.scalars(select(model))]
            wanted = [{name: row[name] for name in names} for each in counted for row in each[model]]
            assert sorted(stored, key=str) == sorted(wanted, key=str)


def cells_of(tables: Mapping[str, Rows]) -> list[tuple[str, str, str]]:
    """Table, column and value of each."""
    rows = [(table, row) for table, found in tables.items() for row in found.values()]
    return [(table, name, str(value)) for table, row in rows for name, value in row.items()]


def assert_nobody_is_named(whole: WholeCourse, person: str, fate: Fate, after: Mapping[str, Rows]) -> None:
    """No cell has a name, an address, an id or a word of theirs; not even in the middle of something else."""
    they = whole.door.platform.people[person]
    names = [they.sub, they.given_name, they.family_name, they.email]
    names += (
        [whole.words_of(person)] if person in LEARNERS else []
    )  # why staff did something stays with what it was for
    assert [cell for cell in cells_of(after) if any(each in cell[2] for each in names)] == []
    refer = {"user_id", "updated_by_id", "written_by_id", "made_by_id", "moderated_by_id", "given_by_id"}
    for table, rows in after.items():
        for row in rows.values():
            assert fate.user_id not in {row.get(name) for name in refer}, table
            assert (row.get("actor_kind"), row.get("actor_id")) != (ActorKind.USER, fate.user_id)
    for row in after["audit_events"].values():
        facts: dict[str, Any] = row["facts"] | row["detail"]
        assert str(facts.get("user")) != str(fate.user_id)
