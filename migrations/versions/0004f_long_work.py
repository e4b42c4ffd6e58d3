"""long work of a course

Revision ID: 0004f
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0004f'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('course_work',
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
    sa.Column('lease_until', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state in ('waiting', 'running', 'done', 'failed')", name=op.f('ck_course_work_state')),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_course_work_context_id_contexts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('context_id', 'kind', name=op.f('pk_course_work'))
    )


def downgrade() -> None:
    op.drop_table('course_work')
