"""A pass is a share of the points; a lesson is done when each thing to do was tried or skipped

Lessons that were done before keep their meaning: nothing is known of what was tried in them, and they count whole.

Revision ID: 0033
Revises: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pass_share', sa.String(length=24), server_default='', nullable=False))

    with op.batch_alter_table('activity_states', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_skipped', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('lesson_completions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('things', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('things_tried', sa.Integer(), nullable=True))

    with op.batch_alter_table('launches', schema=None) as batch_op:
        batch_op.add_column(sa.Column('opened_in_place', sa.String(length=100), server_default='', nullable=False))

    op.create_table(
        'chosen_modules',
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('module_id', sa.String(length=100), nullable=False),
        sa.Column('quiz_settings', lti_tool.db.JSONType, server_default=sa.text("'{}'"), nullable=False),
        sa.Column('chosen_at', lti_tool.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_chosen_modules_context_id_contexts'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('context_id', 'module_id', name=op.f('pk_chosen_modules')),
    )


def downgrade() -> None:
    op.drop_table('chosen_modules')
    with op.batch_alter_table('launches', schema=None) as batch_op:
        batch_op.drop_column('opened_in_place')
    with op.batch_alter_table('lesson_completions', schema=None) as batch_op:
        batch_op.drop_column('things_tried')
        batch_op.drop_column('things')
    with op.batch_alter_table('activity_states', schema=None) as batch_op:
        batch_op.drop_column('is_skipped')
    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.drop_column('pass_share')
