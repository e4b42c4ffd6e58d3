"""Refreshers: rounds, their questions, and what is told of how much a course kept

Revision ID: 0034
Revises: 0033
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('refresher_rounds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=True),
    sa.Column('started_at', lti_tool.db.UTCDateTime(), nullable=False),
    sa.Column('finished_at', lti_tool.db.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_refresher_rounds_context_id_contexts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['placement_id'], ['placements.id'], name=op.f('fk_refresher_rounds_placement_id_placements'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_refresher_rounds_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refresher_rounds'))
    )
    with op.batch_alter_table('refresher_rounds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refresher_rounds_context_id'), ['context_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refresher_rounds_placement_id'), ['placement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refresher_rounds_user_id'), ['user_id'], unique=False)
        batch_op.create_index('ix_refresher_rounds_one_open', ['user_id'], unique=True, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))

    op.create_table('refresher_questions',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.String(length=100), nullable=False),
    sa.Column('item_id', sa.String(length=100), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('options', lti_tool.db.JSONType, nullable=False),
    sa.Column('targets', lti_tool.db.JSONType, nullable=False),
    sa.Column('span', sa.Integer(), nullable=False),
    sa.Column('is_known', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('first_points', sa.Integer(), nullable=True),
    sa.Column('answer', lti_tool.db.JSONType, nullable=True),
    sa.Column('sure', sa.Integer(), nullable=True),
    sa.Column('points', sa.Integer(), nullable=True),
    sa.Column('answered_at', lti_tool.db.UTCDateTime(), nullable=True),
    sa.CheckConstraint('sure between 1 and 3', name=op.f('ck_refresher_questions_sure')),
    sa.CheckConstraint('(points is null) = (answered_at is null)', name=op.f('ck_refresher_questions_answered')),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_refresher_questions_context_id_contexts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['refresher_rounds.id'], name=op.f('fk_refresher_questions_round_id_refresher_rounds'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_refresher_questions_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('round_id', 'number', name=op.f('pk_refresher_questions'))
    )
    with op.batch_alter_table('refresher_questions', schema=None) as batch_op:
        batch_op.create_index('ix_refresher_questions_retention', ['context_id', 'span', 'user_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refresher_questions_user_id'), ['user_id'], unique=False)

    op.create_table('told_retention',
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('figures', lti_tool.db.JSONType, nullable=False),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_told_retention_context_id_contexts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('context_id', name=op.f('pk_told_retention'))
    )


def downgrade() -> None:
    op.drop_table('told_retention')
    op.drop_table('refresher_questions')
    op.drop_table('refresher_rounds')
