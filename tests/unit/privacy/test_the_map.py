"""The map of what is held says of every table and column what it is: nothing that names people is forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Table
from sqlalchemy.dialects import sqlite

from lti_tool.db import Base
from lti_tool.lti.models import User
from lti_tool.privacy.held.everything import TABLES, holdings
from lti_tool.privacy.holding import Holding, Kind, Part, TableMap
from lti_tool.privacy.person import Person
from lti_tool.schema.migrating import load_models

SOMEBODY = Person(registration_id=1, sub="24", user_ids=(7, 8), deployment_ids=(1, 2))
ABOUT_PEOPLE = {"name", "email", "sub", "credit", "person", "mentees", "for_user", "note"}
NAMES_NO_PERSON = {("registrations", "name"), ("branches", "name"), ("chore_turns", "name")}

load_models()


def referring_to_people() -> Iterator[Column[object]]:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if any(key.column.table is User.__table__ for key in column.foreign_keys):
                yield column


def ids(pairs: list[tuple[TableMap, Holding]]) -> list[str]:
    return [holding.name for _, holding in pairs]


def test_every_table_is_in_the_map() -> None:
    assert sorted(TABLES) == sorted(Base.metadata.tables)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_column_is_in_the_map(table: TableMap) -> None:
    assert sorted(table.parts) == sorted(column.name for column in table.table.columns)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_a_table_concerns_people_or_says_why_it_does_not(table: TableMap) -> None:
    assert bool(table.holdings) != bool(table.nobody)


def test_what_refers_to_a_person_names_one() -> None:
    plain = [str(column) for column in referring_to_people() if _part(column) not in (Part.PERSON, Part.OTHERS)]

    assert plain == []


def test_what_is_called_like_a_personal_thing_is_not_plain() -> None:
    columns = [column for table in TABLES.values() for column in table.table.columns if column.name in ABOUT_PEOPLE]

    plain = {(column.table.name, column.name) for column in columns if _part(column) is Part.PLAIN}

    assert plain == NAMES_NO_PERSON


def test_every_reference_to_a_person_is_looked_for() -> None:
    searched = {
        column
        for _, holding in holdings()
        for column in _columns_in(holding, {column.table for column in referring_to_people()})
    }

    assert set(referring_to_people()) <= searched


def _columns_in(holding: Holding, tables: set[Table]) -> Iterator[Column[object]]:
    found = str(holding.find(SOMEBODY).compile(dialect=sqlite.dialect()))
    return (column for table in tables for column in table.columns if f"{table.name}.{column.name} IN" in found)


@pytest.mark.parametrize(("table", "holding"), pairs := list(holdings()), ids=ids(pairs))
def test_a_holding_says_what_becomes_of_it(table: TableMap, holding: Holding) -> None:
    columns = {column.name for column in table.table.columns}

    assert set(holding.told) <= columns
    assert set(holding.take_out) <= columns
    assert bool(holding.take_out) == (holding.kind in (Kind.MENTION, Kind.NAMELESS))
    assert bool(holding.told) == (holding.kind is Kind.MENTION)


@pytest.mark.parametrize(("table", "holding"), pairs, ids=ids(pairs))
def test_what_stays_of_a_row_no_longer_names_anybody(table: TableMap, holding: Holding) -> None:
    if holding.kind is Kind.NAMELESS:
        assert set(table.columns(Part.PERSON)) <= set(holding.take_out)


@pytest.mark.parametrize(("table", "holding"), pairs, ids=ids(pairs))
def test_no_mention_hands_out_secrets_or_other_peoples_numbers(table: TableMap, holding: Holding) -> None:
    columns = set(table.columns(Part.SECRET))
    columns |= {column.name for column in table.table.columns if column in set(referring_to_people())}

    assert columns.isdisjoint(holding.told)


def test_names_of_holdings_are_told_apart() -> None:
    names = [holding.name for _, holding in holdings()]

    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names), "they are names of files"


def _part(column: Column[object]) -> Part:
    return TABLES[column.table.name].parts[column.name]
