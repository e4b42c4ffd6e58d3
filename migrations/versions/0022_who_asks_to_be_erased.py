"""Who asks to be erased, and what became of it

Revision ID: 0022
Revises: 0021a
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0022'
down_revision = '0021a'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'erasure_requests',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('deployment_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.Column('asked_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('because', sa.String(length=32), server_default='', nullable=False),
        sa.Column('answer', sa.Text(), server_default='', nullable=False),
        sa.Column('decided_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column('decided_by', sa.String(length=255), server_default='', nullable=False),
        sa.CheckConstraint("state in ('open', 'done', 'declined')", name=op.f('ck_erasure_requests_state')),
        sa.CheckConstraint("(state = 'open') = (decided_at is null)", name=op.f('ck_erasure_requests_decided')),
        sa.ForeignKeyConstraint(
            ['deployment_id'], ['deployments.id'],
            name=op.f('fk_erasure_requests_deployment_id_deployments'), ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['user_id'], ['users.id'], name=op.f('fk_erasure_requests_user_id_users'), ondelete='SET NULL'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure_requests')),
    )
    op.create_index(op.f('ix_erasure_requests_deployment_id'), 'erasure_requests', ['deployment_id'])
    op.create_index(op.f('ix_erasure_requests_user_id'), 'erasure_requests', ['user_id'])
    op.create_index(
        'ix_erasure_requests_one_open', 'erasure_requests', ['user_id'], unique=True,
        sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_table('erasure_requests')
