"""Changes are taken back: which line of the log undoes which, rulings that hold no more, earlier texts, who was where

Revision ID: 0041
Revises: 0039
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0041'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('audit_events', schema=None) as batch_op:
        batch_op.add_column(sa.Column('undoes_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_audit_events_undoes_id_audit_events'), 'audit_events', ['undoes_id'], ['id'], ondelete='SET NULL'
        )
        batch_op.create_unique_constraint(batch_op.f('uq_audit_events_undoes_id'), ['undoes_id'])
    with op.batch_alter_table('regrades', schema=None) as batch_op:
        batch_op.add_column(sa.Column('taken_back_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True))
    op.create_table(
        'policy_versions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('lesson_id', sa.String(length=100), nullable=False),
        sa.Column('branch_name', sa.String(length=200), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('link_url', sa.Text(), nullable=False),
        sa.Column('link_title', sa.Text(), nullable=False),
        sa.Column('file_reference', sa.Text(), nullable=False),
        sa.Column('written_by_id', sa.Integer(), nullable=True),
        sa.Column('written_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['context_id'], ['contexts.id'], name=op.f('fk_policy_versions_context_id_contexts'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['written_by_id'], ['users.id'], name=op.f('fk_policy_versions_written_by_id_users'), ondelete='SET NULL'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_versions')),
    )
    with op.batch_alter_table('policy_versions', schema=None) as batch_op:
        batch_op.create_index('ix_policy_versions_lesson', ['context_id', 'lesson_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_policy_versions_written_by_id'), ['written_by_id'], unique=False)
    op.create_table(
        'branch_moves',
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('branch_before', sa.String(length=200), nullable=False),
        sa.Column('source_before', sa.String(length=16), nullable=False),
        sa.Column('branch', sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ['event_id'], ['audit_events.id'], name=op.f('fk_branch_moves_event_id_audit_events'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['user_id'], ['users.id'], name=op.f('fk_branch_moves_user_id_users'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('event_id', 'user_id', name=op.f('pk_branch_moves')),
    )
    with op.batch_alter_table('branch_moves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_branch_moves_user_id'), ['user_id'], unique=False)


def downgrade() -> None:
    op.drop_table('branch_moves')
    op.drop_table('policy_versions')
    with op.batch_alter_table('regrades', schema=None) as batch_op:
        batch_op.drop_column('taken_back_at')
    with op.batch_alter_table('audit_events', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_audit_events_undoes_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('fk_audit_events_undoes_id_audit_events'), type_='foreignkey')
        batch_op.drop_column('undoes_id')
