"""A course adds pictures of its own to its lessons

Revision ID: 0038a
Revises: 0038
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0038a'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'own_images',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=40), nullable=False),
        sa.Column('alt', sa.Text(), nullable=False),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('data', sa.LargeBinary(), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=True),
        sa.Column('added_at', lti_tool.db.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ['added_by_id'], ['users.id'], name=op.f('fk_own_images_added_by_id_users'), ondelete='SET NULL'
        ),
        sa.ForeignKeyConstraint(
            ['context_id'], ['contexts.id'], name=op.f('fk_own_images_context_id_contexts'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_own_images')),
        sa.UniqueConstraint('context_id', 'key', name=op.f('uq_own_images_context_id_key')),
    )
    with op.batch_alter_table('own_images', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_own_images_key'), ['key'], unique=False)


def downgrade() -> None:
    op.drop_table('own_images')
