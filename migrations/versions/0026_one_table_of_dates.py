"""One table of dates; what was placed before goes on as it was, until somebody lets the LMS's dates count

A link notes when its gradebook column is to be told other dates. A launch keeps the query of the address that it was headed for: a score that a grader wants to see the work of.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

_AS_BEFORE = {
    'sqlite': "UPDATE placements SET quiz_settings = json_set(quiz_settings, '$.lms_dates', 'shown')",
    'postgresql': """UPDATE placements SET quiz_settings = quiz_settings || '{"lms_dates": "shown"}'::jsonb""",
}
_FORGET = {
    'sqlite': "UPDATE placements SET quiz_settings = json_remove(quiz_settings, '$.lms_dates')",
    'postgresql': "UPDATE placements SET quiz_settings = quiz_settings - 'lms_dates'",
}


def upgrade() -> None:
    op.create_table(
        'dates',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('resource_link_id', sa.Integer(), nullable=False),
        sa.Column('source', sa.String(length=8), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.Column('branch_id', sa.Integer(), nullable=True),
        sa.Column('opens_at', lti_tool.db.UTCDateTime(), nullable=True),
        sa.Column('due_at', lti_tool.db.UTCDateTime(), nullable=True),
        sa.Column('closes_at', lti_tool.db.UTCDateTime(), nullable=True),
        sa.Column('heard_at', lti_tool.db.UTCDateTime(), nullable=False),
        sa.CheckConstraint("source in ('person', 'branch', 'lms')", name=op.f('ck_dates_source')),
        sa.CheckConstraint(
            "(source = 'branch' and branch_id is not null and user_id is null)"
            " or (source <> 'branch' and branch_id is null and user_id is not null)",
            name=op.f('ck_dates_whose'),
        ),
        sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_dates_branch_id_branches'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['resource_link_id'], ['resource_links.id'], name=op.f('fk_dates_resource_link_id_resource_links'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_dates_user_id_users'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_dates')),
        sa.UniqueConstraint('resource_link_id', 'branch_id', name=op.f('uq_dates_resource_link_id_branch_id')),
        sa.UniqueConstraint('resource_link_id', 'user_id', 'source', name=op.f('uq_dates_resource_link_id_user_id_source')),
    )
    with op.batch_alter_table('dates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dates_branch_id'), ['branch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_dates_user_id'), ['user_id'], unique=False)
    with op.batch_alter_table('resource_links', schema=None) as batch_op:
        batch_op.add_column(sa.Column('dates_due_at', lti_tool.db.UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_resource_links_dates_due_at'), ['dates_due_at'], unique=False)
    with op.batch_alter_table('launches', schema=None) as batch_op:
        batch_op.add_column(sa.Column('target_query', sa.String(length=255), server_default='', nullable=False))
    op.execute(_AS_BEFORE[op.get_bind().dialect.name])


def downgrade() -> None:
    op.execute(_FORGET[op.get_bind().dialect.name])
    with op.batch_alter_table('launches', schema=None) as batch_op:
        batch_op.drop_column('target_query')
    with op.batch_alter_table('resource_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_resource_links_dates_due_at'))
        batch_op.drop_column('dates_due_at')
    op.drop_table('dates')
