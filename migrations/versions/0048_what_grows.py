"""What the background looks for has small indexes, and each of its chores is one process's at a time

Revision ID: 0048
Revises: 0047
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0048'
down_revision = '0047'
branch_labels = None
depends_on = None

WAITS = "state IN ('due', 'sending')"
IS_ANONYMOUS = "substr(id_on_platform, 1, 10) = 'anonymous:'"
SMALL = (  # of a few rows of large tables
    ('ix_launches_to_look_at', 'launches', ['created_at'], 'NOT stays', 'stays = 0'),
    ('ix_launches_chosen', 'launches', ['chosen_at'], 'chosen_at IS NOT NULL', None),
    ('ix_users_anonymous', 'users', ['id'], IS_ANONYMOUS, None),
    ('ix_attempts_previews', 'attempts', ['started_at'], 'is_preview', 'is_preview = 1'),
    ('ix_score_deliveries_on_their_way', 'score_deliveries', ['lane_id', 'state', 'next_try_at'], WAITS, None),
    ('ix_score_deliveries_to_warn_of', 'score_deliveries', ['due_since'], WAITS + ' AND warned_at IS NULL', None),
    ('ix_score_deliveries_failed', 'score_deliveries', ['placement_id', 'reason_code'], "state = 'failed'", None),
    ('ix_score_deliveries_again', 'score_deliveries', ['again_at'], 'again_at IS NOT NULL', None),
)
WHOLE = (('ix_desk_checks_made_by_id', 'desk_checks', ['made_by_id']), ('ix_erasure_requests_decided_at', 'erasure_requests', ['decided_at']))


def upgrade() -> None:
    op.create_table(
        'chore_turns',
        sa.Column('name', sa.String(length=32), nullable=False),
        sa.Column('due_at', lti_tool.db.UTCDateTime(), nullable=False),
        sa.Column('holder', sa.String(length=64), server_default='', nullable=False),
        sa.Column('held_until', lti_tool.db.UTCDateTime(), nullable=True),
        sa.Column('places', lti_tool.db.JSONType, server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_chore_turns')),
    )
    op.add_column('launches', sa.Column('stays', sa.Boolean(), server_default=sa.false(), nullable=False))
    for name, table, columns, where, on_sqlite in SMALL:
        op.create_index(
            name, table, columns, postgresql_where=sa.text(where), sqlite_where=sa.text(on_sqlite or where)
        )
    for name, table, columns in WHOLE:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, *_rest in (*SMALL, *WHOLE):
        op.drop_index(name, table_name=table)
    op.drop_column('launches', 'stays')
    op.drop_table('chore_turns')
