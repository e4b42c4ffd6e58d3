"""Scores that were given up are looked at again, once a day for two weeks

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('score_deliveries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('again_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('score_deliveries', schema=None) as batch_op:
        batch_op.drop_column('again_at')
