"""Who may run with this schema: a version that is older than the database goes on as long as nothing it needs is gone

Revision ID: 0038b
Revises: 0038a
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0038b'
down_revision = '0038a'
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = op.create_table(
        'schema_support',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('oldest_revision', sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_schema_support')),
    )
    op.bulk_insert(table, [{'id': 1, 'oldest_revision': '0038b'}])


def downgrade() -> None:
    op.drop_table('schema_support')
