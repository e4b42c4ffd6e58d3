"""Dates for one person or branch in all of a course; an attempt that was handed in for somebody

Dates need a course in place of a link. The old rule, a link in each row, is loosened: the version before goes on beside
this one, since it looks for the dates of a link and finds those of a course nowhere.

Revision ID: 0042
Revises: 0041
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None

WHERE = 'ck_dates_where'
COURSE = 'fk_dates_context_id_contexts'
EACH_PERSON = 'uq_dates_context_id_user_id'
EACH_BRANCH = 'uq_dates_context_id_branch_id'


def upgrade() -> None:
    with op.batch_alter_table('dates', schema=None, copy_from=_dates()) as batch_op:
        batch_op.alter_column('resource_link_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('context_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f(COURSE), 'contexts', ['context_id'], ['id'], ondelete='CASCADE')
        batch_op.create_unique_constraint(batch_op.f(EACH_PERSON), ['context_id', 'user_id'])
        batch_op.create_unique_constraint(batch_op.f(EACH_BRANCH), ['context_id', 'branch_id'])
        batch_op.create_check_constraint(batch_op.f(WHERE), '(resource_link_id is null) <> (context_id is null)')
    op.create_table(
        'handed_in_for',
        sa.Column('attempt_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_handed_in_for_attempt_id_attempts'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_handed_in_for_by_id_users'), ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_handed_in_for')),
    )
    with op.batch_alter_table('handed_in_for', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handed_in_for_by_id'), ['by_id'], unique=False)


def downgrade() -> None:
    """That version has no place for what was set for a whole course."""
    op.drop_table('handed_in_for')
    op.execute('delete from dates where resource_link_id is null')
    with op.batch_alter_table('dates', schema=None, copy_from=_dates(in_course=True)) as batch_op:
        batch_op.drop_constraint(batch_op.f(WHERE), type_='check')
        batch_op.drop_constraint(batch_op.f(EACH_BRANCH), type_='unique')
        batch_op.drop_constraint(batch_op.f(EACH_PERSON), type_='unique')
        batch_op.drop_constraint(batch_op.f(COURSE), type_='foreignkey')
        batch_op.drop_column('context_id')
        batch_op.alter_column('resource_link_id', existing_type=sa.Integer(), nullable=False)


def _dates(*, in_course: bool = False) -> sa.Table:
    """The table as it stands: SQLite writes it anew, and does not read its checks."""
    later = [
        sa.Column('context_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=COURSE, ondelete='CASCADE'),
        sa.UniqueConstraint('context_id', 'user_id', name=EACH_PERSON),
        sa.UniqueConstraint('context_id', 'branch_id', name=EACH_BRANCH),
        sa.CheckConstraint('(resource_link_id is null) <> (context_id is null)', name=WHERE),
    ]
    return sa.Table(
        'dates',
        sa.MetaData(),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('resource_link_id', sa.Integer(), nullable=in_course),
        sa.Column('source', sa.String(length=8), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.Column('branch_id', sa.Integer(), nullable=True),
        sa.Column('opens_at', lti_tool.db.UTCDateTime(), nullable=True),
        sa.Column('due_at', lti_tool.db.UTCDateTime(), nullable=True),
        sa.Column('closes_at', lti_tool.db.UTCDateTime(), nullable=True),
        sa.Column('heard_at', lti_tool.db.UTCDateTime(), nullable=False),
        sa.CheckConstraint("source in ('person', 'branch', 'lms')", name='ck_dates_source'),
        sa.CheckConstraint(
            "(source = 'branch' and branch_id is not null and user_id is null)"
            " or (source <> 'branch' and branch_id is null and user_id is not null)",
            name='ck_dates_whose',
        ),
        sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name='fk_dates_branch_id_branches', ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['resource_link_id'], ['resource_links.id'], name='fk_dates_resource_link_id_resource_links', ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name='fk_dates_user_id_users', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_dates'),
        sa.UniqueConstraint('resource_link_id', 'branch_id', name='uq_dates_resource_link_id_branch_id'),
        sa.UniqueConstraint('resource_link_id', 'user_id', 'source', name='uq_dates_resource_link_id_user_id_source'),
        sa.Index('ix_dates_branch_id', 'branch_id'),
        sa.Index('ix_dates_user_id', 'user_id'),
        *(later if in_course else []),
    )
