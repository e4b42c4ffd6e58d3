"""Conditions by which rows that concern a person are found, the same on SQLite and on Postgres."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, String, cast, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement

from lti_tool.lti.models import Membership
from lti_tool.privacy.holding import Find
from lti_tool.privacy.person import Person

Attribute = InstrumentedAttribute[Any]


def by(column: Attribute) -> Find:
    """Rows whose column is the person's number with us."""
    return lambda person: column.in_(person.user_ids)


def through(column: Attribute, parent: Attribute, find: Find) -> Find:
    """Rows that belong to a row which concerns the person."""
    return lambda person: column.in_(select(parent).where(find(person)))


def in_their_courses(column: Attribute) -> Find:
    """Rows of the courses that know the person."""
    return lambda person: column.in_(courses_of(person))


def courses_of(person: Person) -> Select[int]:
    """The numbers of the courses that know the person."""
    return select(Membership.context_id).where(Membership.user_id.in_(person.user_ids))


def fact(column: Attribute, name: str) -> ColumnElement[str]:
    """A fact inside a JSON object, as a text whatever it is there."""
    return cast(column[name].as_string(), String)


class has(FunctionElement[bool]):  # noqa: N801  read as SQL: has(column, value)
    """Whether a JSON list of texts has a text in it."""

    name = "has"
    type = Boolean()
    inherit_cache = True


@compiles(has, "sqlite")
def _in_sqlite(element: has, compiler: Any, **options: Any) -> str:
    column, value = (compiler.process(each, **options) for each in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({column}) AS each WHERE each.value = {value})"  # noqa: S608  of clauses, compiled


@compiles(has, "postgresql")
def _in_postgres(element: has, compiler: Any, **options: Any) -> str:
    column, value = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} @> jsonb_build_array(CAST({value} AS TEXT))"


class has_one_of(FunctionElement[bool]):  # noqa: N801  read as SQL: has_one_of(column, name, select)
    """Whether a JSON list of objects has one whose number of that name is among those selected."""

    name = "has_one_of"
    type = Boolean()
    inherit_cache = True


@compiles(has_one_of, "sqlite")
def _one_in_sqlite(element: has_one_of, compiler: Any, **options: Any) -> str:
    column, name, numbers = (compiler.process(each, **options) for each in element.clauses)
    number = f"json_extract(each.value, '$.' || {name})"
    return f"EXISTS (SELECT 1 FROM json_each({column}) AS each WHERE {number} IN {numbers})"  # noqa: S608


@compiles(has_one_of, "postgresql")
def _one_in_postgres(element: has_one_of, compiler: Any, **options: Any) -> str:
    column, name, numbers = (compiler.process(each, **options) for each in element.clauses)
    number = f"CAST(each ->> CAST({name} AS TEXT) AS BIGINT)"
    return f"EXISTS (SELECT 1 FROM jsonb_array_elements({column}) AS each WHERE {number} IN {numbers})"  # noqa: S608
