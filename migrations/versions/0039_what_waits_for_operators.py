"""Operators are told what waits for them: invitations with notes, platforms that fail, and what was mailed

Revision ID: 0039
Revises: 0038b
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0039'
down_revision = '0038b'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('registration_invitations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('note', sa.String(length=255), server_default='', nullable=False))
        batch_op.add_column(sa.Column('withdrawn_at', lti_tool.db.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column('led_to_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_registration_invitations_led_to_id_registrations'),
            'registrations',
            ['led_to_id'],
            ['id'],
            ondelete='SET NULL',
        )
        batch_op.create_index(batch_op.f('ix_registration_invitations_led_to_id'), ['led_to_id'], unique=False)
    with op.batch_alter_table('platform_lanes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('failing_since', lti_tool.db.UTCDateTime(), nullable=True))
    op.create_table(
        'operator_notices',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('matter', sa.String(length=32), nullable=False),
        sa.Column('about_id', sa.Integer(), nullable=False),
        sa.Column('tries', sa.Integer(), server_default=sa.text('0'), nullable=False),
        sa.Column('next_try_at', lti_tool.db.UTCDateTime(), nullable=False),
        sa.Column('told_at', lti_tool.db.UTCDateTime(), nullable=True),
        sa.Column('over_at', lti_tool.db.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_operator_notices')),
        sa.UniqueConstraint('matter', 'about_id', name=op.f('uq_operator_notices_matter_about_id')),
    )


def downgrade() -> None:
    op.drop_table('operator_notices')
    with op.batch_alter_table('platform_lanes', schema=None) as batch_op:
        batch_op.drop_column('failing_since')
    with op.batch_alter_table('registration_invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registration_invitations_led_to_id'))
        batch_op.drop_constraint(
            batch_op.f('fk_registration_invitations_led_to_id_registrations'), type_='foreignkey'
        )
        batch_op.drop_column('led_to_id')
        batch_op.drop_column('withdrawn_at')
        batch_op.drop_column('note')
