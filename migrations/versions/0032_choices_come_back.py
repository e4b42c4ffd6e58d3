"""What is chosen in a tab of its own comes back through the frame that opened it

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('launches', schema=None) as batch_op:
        batch_op.add_column(sa.Column('return_hash', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('chosen', lti_tool.db.JSONType, nullable=True))
        batch_op.add_column(sa.Column('chosen_at', lti_tool.db.UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_launches_return_hash'), ['return_hash'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('launches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_launches_return_hash'))
        batch_op.drop_column('chosen_at')
        batch_op.drop_column('chosen')
        batch_op.drop_column('return_hash')
