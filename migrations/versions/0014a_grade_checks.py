"""Comparing gradebooks with the ledger, and counting tries

Revision ID: 0014a
Revises: 0004f
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0014a'
down_revision = '0004f'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('grade_checks',
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('findings', lti_tool.db.JSONType, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.Column('held_until', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
    sa.Column('finished_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state in ('waiting', 'running', 'done', 'failed')", name=op.f('ck_grade_checks_state')),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_grade_checks_context_id_contexts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('context_id', name=op.f('pk_grade_checks'))
    )
    with op.batch_alter_table('grade_checks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grade_checks_state'), ['state'], unique=False)

    with op.batch_alter_table('platform_lanes', schema=None) as batch_op:
        for name in ('delivered', 'later', 'failed'):
            batch_op.add_column(sa.Column(name, sa.BigInteger(), server_default=sa.text('0'), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('platform_lanes', schema=None) as batch_op:
        for name in ('failed', 'later', 'delivered'):
            batch_op.drop_column(name)
    op.drop_table('grade_checks')
