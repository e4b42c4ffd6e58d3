"""What people take to their desks: an agreement, real work, what others saw of it, a count

Revision ID: 0036
Revises: 0035
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'agreements',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('better_at', sa.Text(), nullable=False),
        sa.Column('time_for_it', sa.Text(), nullable=False),
        sa.Column('talk_at', sa.Text(), nullable=False),
        sa.Column('is_shared', sa.Boolean(), nullable=False),
        sa.Column('updated_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_agreements_context_id_contexts'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_agreements_user_id_users'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('user_id', 'context_id', name=op.f('pk_agreements')),
    )
    with op.batch_alter_table('agreements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreements_context_id'), ['context_id'], unique=False)
    op.create_table(
        'desk_counts',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('module_id', sa.String(length=100), nullable=False),
        sa.Column('counted_before', sa.Integer(), nullable=True),
        sa.Column('counted_after', sa.Integer(), nullable=True),
        sa.Column('counted_later', sa.Integer(), nullable=True),
        sa.Column('updated_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_desk_counts_context_id_contexts'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_desk_counts_user_id_users'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('user_id', 'context_id', 'module_id', name=op.f('pk_desk_counts')),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table('desk_counts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_desk_counts_context_id'), ['context_id'], unique=False)
    op.create_table(
        'work_samples',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('module_id', sa.String(length=100), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('url', sa.Text(), nullable=False),
        sa.Column('handed_in_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_work_samples_context_id_contexts'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_work_samples_user_id_users'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_work_samples')),
    )
    with op.batch_alter_table('work_samples', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_work_samples_context_id'), ['context_id'], unique=False)
        batch_op.create_index('ix_work_samples_whose', ['user_id', 'context_id', 'module_id'], unique=False)
    op.create_table(
        'desk_checks',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('module_id', sa.String(length=100), nullable=False),
        sa.Column('sample_id', sa.Integer(), nullable=True),
        sa.Column('checked_as', sa.String(length=10), nullable=False),
        sa.Column('lines', lti_tool.db.JSONType, nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=True),
        sa.Column('checked_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("checked_as in ('colleague', 'mentor', 'staff')", name=op.f('ck_desk_checks_checked_as')),
        sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_desk_checks_context_id_contexts'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['made_by_id'], ['users.id'], name=op.f('fk_desk_checks_made_by_id_users'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['sample_id'], ['work_samples.id'], name=op.f('fk_desk_checks_sample_id_work_samples'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_desk_checks_user_id_users'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_checks')),
        sa.UniqueConstraint('sample_id', 'checked_as', name=op.f('uq_desk_checks_sample_id_checked_as')),
    )
    with op.batch_alter_table('desk_checks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_desk_checks_context_id'), ['context_id'], unique=False)
        batch_op.create_index('ix_desk_checks_whose', ['user_id', 'context_id', 'module_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('desk_checks', schema=None) as batch_op:
        batch_op.drop_index('ix_desk_checks_whose')
        batch_op.drop_index(batch_op.f('ix_desk_checks_context_id'))
    op.drop_table('desk_checks')
    with op.batch_alter_table('work_samples', schema=None) as batch_op:
        batch_op.drop_index('ix_work_samples_whose')
        batch_op.drop_index(batch_op.f('ix_work_samples_context_id'))
    op.drop_table('work_samples')
    with op.batch_alter_table('desk_counts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_desk_counts_context_id'))
    op.drop_table('desk_counts')
    with op.batch_alter_table('agreements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agreements_context_id'))
    op.drop_table('agreements')
