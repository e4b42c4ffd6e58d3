"""What the gradebook showed after it took a score, and when to look again; rows from before were not looked at

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

COLUMNS = (
    'told_before',
    'look_at',
    'looks',
    'restores',
    'read_back',
    'read_back_at',
    'read_back_given',
    'read_back_maximum',
)


def upgrade() -> None:
    with op.batch_alter_table('score_deliveries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('told_before', sa.Float(53), nullable=True))
        batch_op.add_column(sa.Column('look_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('looks', sa.Integer(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('restores', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('read_back', sa.String(length=16), server_default='', nullable=False))
        batch_op.add_column(sa.Column('read_back_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('read_back_given', sa.Float(53), nullable=True))
        batch_op.add_column(sa.Column('read_back_maximum', sa.Float(53), nullable=True))
        batch_op.create_index(
            'ix_score_deliveries_look',
            ['lane_id', 'look_at'],
            unique=False,
            postgresql_where=sa.text('look_at is not null'),
            sqlite_where=sa.text('look_at is not null'),
        )


def downgrade() -> None:
    with op.batch_alter_table('score_deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_score_deliveries_look')
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)
