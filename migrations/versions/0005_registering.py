"""Invitations to register, refusals to diagnose, reviews and copied courses

Revision ID: 0005
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0005'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('registration_invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('auto_approve', sa.Boolean(), nullable=False),
    sa.Column('deployments_policy', sa.String(length=16), nullable=False),
    sa.Column('created_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.Column('used_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("deployments_policy in ('listed', 'any')", name=op.f('ck_registration_invitations_deployments_policy')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_invitations')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_registration_invitations_code_hash'))
    )
    op.create_table('setup_refusals',
    sa.Column('reference', sa.String(length=16), nullable=False),
    sa.Column('at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.Column('problem', sa.String(length=64), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('received', lti_tool.db.JSONType, nullable=False),
    sa.PrimaryKeyConstraint('reference', name=op.f('pk_setup_refusals'))
    )
    with op.batch_alter_table('setup_refusals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_setup_refusals_at'), ['at'], unique=False)
    with op.batch_alter_table('launches', schema=None) as batch_op:
        batch_op.add_column(sa.Column('for_user', sa.String(length=255), server_default='', nullable=False))
    with op.batch_alter_table('contexts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('copy_answered_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('contexts', schema=None) as batch_op:
        batch_op.drop_column('copy_answered_at')
    with op.batch_alter_table('launches', schema=None) as batch_op:
        batch_op.drop_column('for_user')
    op.drop_table('setup_refusals')
    op.drop_table('registration_invitations')
