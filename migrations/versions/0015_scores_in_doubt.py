"""Scores that may have arrived without our hearing of it, and were replaced since

Revision ID: 0015
Revises: 0014a
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0015'
down_revision = '0014a'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('score_deliveries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('doubted', lti_tool.db.JSONType, server_default=sa.text("'[]'"), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('score_deliveries', schema=None) as batch_op:
        batch_op.drop_column('doubted')
