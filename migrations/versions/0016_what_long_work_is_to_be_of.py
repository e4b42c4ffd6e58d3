"""What long work is to be of

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('course_work', schema=None) as batch_op:
        batch_op.add_column(sa.Column('wish', lti_tool.db.JSONType, server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('course_work', schema=None) as batch_op:
        batch_op.drop_column('wish')
