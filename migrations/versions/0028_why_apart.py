"""Why somebody was given more time or attempts is kept apart from the log, and apart from what they were given

The old column of `accommodations` stays for the version before, and is emptied; so is what the log said. What was said of
an accommodation and replaced since is not taken along: the instructor has taken it back.

Revision ID: 0028
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = "0028"
down_revision = '0026'
branch_labels = None
depends_on = None

BATCH = 1000
SET, GRANTED, REOPENED = "accommodation.set", "attempt.granted", "attempt.reopened"
ACCOMMODATIONS = sa.table(
    "accommodations",
    sa.column("context_id", sa.Integer),
    sa.column("user_id", sa.Integer),
    sa.column("reason", sa.Text),
    sa.column("updated_at", lti_tool.db.UTCDateTime),
)
EVENTS = sa.table(
    "audit_events",
    sa.column("id", sa.Integer),
    sa.column("at", lti_tool.db.UTCDateTime),
    sa.column("actor_kind", sa.String),
    sa.column("actor_id", sa.Integer),
    sa.column("action", sa.String),
    sa.column("facts", lti_tool.db.JSONType),
    sa.column("detail", lti_tool.db.JSONType),
    sa.column("context_id", sa.Integer),
)
REASONS = sa.table(
    "accommodation_reasons",
    sa.column("context_id", sa.Integer),
    sa.column("user_id", sa.Integer),
    sa.column("placement_id", sa.Integer),
    sa.column("given_by_id", sa.Integer),
    sa.column("action", sa.String),
    sa.column("words", sa.Text),
    sa.column("given_at", lti_tool.db.UTCDateTime),
)


def upgrade() -> None:
    op.create_table(
        "accommodation_reasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", lti_tool.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["contexts.id"],
            name=op.f("fk_accommodation_reasons_context_id_contexts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_accommodation_reasons_user_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placements.id"],
            name=op.f("fk_accommodation_reasons_placement_id_placements"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"],
            ["users.id"],
            name=op.f("fk_accommodation_reasons_given_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation_reasons")),
    )
    for name in ("user_id", "placement_id", "given_by_id", "given_at"):
        op.create_index(op.f(f"ix_accommodation_reasons_{name}"), "accommodation_reasons", [name])
    op.create_index("ix_accommodation_reasons_person", "accommodation_reasons", ["context_id", "user_id"])
    take_from_accommodations(op.get_bind())
    take_from_the_log(op.get_bind())


def downgrade() -> None:
    words = sa.select(REASONS.c.words).where(
        REASONS.c.context_id == ACCOMMODATIONS.c.context_id,
        REASONS.c.user_id == ACCOMMODATIONS.c.user_id,
        REASONS.c.action == SET,
    )
    back = ACCOMMODATIONS.update().values(
        reason=sa.func.coalesce(words.limit(1).scalar_subquery(), ACCOMMODATIONS.c.reason)
    )
    op.get_bind().execute(back)
    op.drop_table("accommodation_reasons")


def take_from_accommodations(connection: sa.Connection) -> None:
    """Each has one reason at most."""
    given = ACCOMMODATIONS.c
    said = sa.select(given.context_id, given.user_id, sa.literal(SET), given.reason, given.updated_at)
    names = ["context_id", "user_id", "action", "words", "given_at"]
    connection.execute(REASONS.insert().from_select(names, said.where(given.reason != "")))
    connection.execute(ACCOMMODATIONS.update().values(reason=""))


def take_from_the_log(connection: sa.Connection) -> None:
    """A batch at a time, oldest first."""
    after = 0
    lines = sa.select(EVENTS).where(EVENTS.c.action.in_((SET, GRANTED, REOPENED))).order_by(EVENTS.c.id).limit(BATCH)
    people, links = (
        {*connection.scalars(sa.select(sa.column("id")).select_from(sa.table(name)))}
        for name in ("users", "placements")
    )
    while rows := connection.execute(lines.where(EVENTS.c.id > after)).all():
        if said := [each for row in rows if (each := read_reason(row, people, links))]:
            connection.execute(REASONS.insert(), said)
        for column in (EVENTS.c.facts, EVENTS.c.detail):
            forget(connection, column, {row.id: said for row in rows if (said := row._mapping[column.name])})
        after = rows[-1].id


def forget(connection: sa.Connection, column: sa.ColumnClause, said: dict[int, dict[str, object]]) -> None:
    """Lines go on saying what they said in this column, but for why."""
    write = (
        EVENTS.update()
        .where(EVENTS.c.id == sa.bindparam("row"))
        .values({column: sa.bindparam("rest", type_=column.type)})
    )
    told = [
        {"row": row, "rest": {name: value for name, value in facts.items() if name != "reason"}}
        for row, facts in said.items()
        if "reason" in facts
    ]
    if told:
        connection.execute(write, told)


def read_reason(row: sa.Row, people: set[int], links: set[int]) -> dict[str, object] | None:
    """What a line said, where it is the only place that said so, and whom it is about is still here."""
    facts = row.facts or row.detail or {}
    words, user_id, placement_id = facts.get("reason"), number(facts.get("user")), number(facts.get("placement"))
    if row.action == SET or not words or row.context_id is None or user_id not in people or placement_id not in links:
        return None
    author = row.actor_id if row.actor_kind == "user" and row.actor_id in people else None
    return {
        "context_id": row.context_id,
        "user_id": user_id,
        "placement_id": placement_id,
        "given_by_id": author,
        "action": row.action,
        "words": str(words),
        "given_at": row.at,
    }


def number(said: object) -> int | None:
    """An id, which the version before the log was facts wrote as a text."""
    return int(str(said)) if str(said).isdecimal() else None
