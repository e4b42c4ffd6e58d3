"""Tallies are kept in the background, and a repeated score carries the timestamp of the first

Revision ID: 0046
Revises: 0044
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0046'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whatever was handed in before is counted already, and so is what the release before goes on handing in.

    That is what the default says. It is a constant, so that neither database writes a row for it.
    """
    long_ago = sa.text("'1970-01-01 00:00:00'")
    op.add_column('attempts', sa.Column('tallied_at', lti_tool.db.UTCDateTime(), server_default=long_ago, nullable=True))
    op.create_index(
        'ix_attempts_to_tally',
        'attempts',
        ['placement_id', 'submitted_at'],
        unique=False,
        sqlite_where=sa.text('tallied_at IS NULL'),
        postgresql_where=sa.text('tallied_at IS NULL'),
    )
    op.add_column('score_deliveries', sa.Column('stamp', lti_tool.db.UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column('score_deliveries', 'stamp')
    op.drop_index('ix_attempts_to_tally', table_name='attempts')
    op.drop_column('attempts', 'tallied_at')
