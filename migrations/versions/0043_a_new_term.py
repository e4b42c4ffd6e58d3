"""A course is repeated with the same people: what counts is of the present term, and earlier ones are kept

Terms that are there already concern certificates alone, and go on doing so.

Revision ID: 0043
Revises: 0042
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('course_terms', schema=None) as batch_op:
        batch_op.add_column(sa.Column('repeats_work', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('course_settings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('term_began_at', lti_tool.db.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column('next_term_at', lti_tool.db.UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_course_settings_next_term_at'), ['next_term_at'], unique=False)
    op.create_table(
        'earlier_lessons',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('lesson_id', sa.String(length=100), nullable=False),
        sa.Column('completed_at', lti_tool.db.UTCDateTime(), nullable=False),
        sa.Column('things', sa.Integer(), nullable=True),
        sa.Column('things_tried', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_earlier_lessons_context_id_contexts'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_earlier_lessons_user_id_users'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('user_id', 'context_id', 'lesson_id', 'completed_at', name=op.f('pk_earlier_lessons')),
    )
    with op.batch_alter_table('earlier_lessons', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_earlier_lessons_context_id'), ['context_id'], unique=False)
    op.create_table(
        'earlier_progress',
        sa.Column('term_id', sa.Integer(), nullable=False),
        sa.Column('placement_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('lessons_done', sa.Integer(), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('submitted', sa.Integer(), nullable=False),
        sa.Column('score_numerator', sa.BigInteger(), nullable=True),
        sa.Column('score_denominator', sa.BigInteger(), nullable=True),
        sa.Column('score_share', sa.Double(), nullable=True),
        sa.Column('passed', sa.Boolean(), nullable=False),
        sa.Column('seconds', sa.Integer(), nullable=False),
        sa.Column('last_activity_at', lti_tool.db.UTCDateTime(), nullable=True),
        sa.CheckConstraint('(score_numerator is null) = (score_denominator is null)', name=op.f('ck_earlier_progress_score')),
        sa.ForeignKeyConstraint(['placement_id'], ['placements.id'], name=op.f('fk_earlier_progress_placement_id_placements'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['term_id'], ['course_terms.id'], name=op.f('fk_earlier_progress_term_id_course_terms'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_earlier_progress_user_id_users'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('term_id', 'placement_id', 'user_id', name=op.f('pk_earlier_progress')),
    )
    with op.batch_alter_table('earlier_progress', schema=None) as batch_op:
        batch_op.create_index('ix_earlier_progress_placement', ['placement_id'], unique=False)
        batch_op.create_index('ix_earlier_progress_user', ['user_id'], unique=False)


def downgrade() -> None:
    op.drop_table('earlier_progress')
    op.drop_table('earlier_lessons')
    with op.batch_alter_table('course_settings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_settings_next_term_at'))
        batch_op.drop_column('next_term_at')
        batch_op.drop_column('term_began_at')
    with op.batch_alter_table('course_terms', schema=None) as batch_op:
        batch_op.drop_column('repeats_work')
