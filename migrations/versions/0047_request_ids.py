"""Request ids: which request made a score due, and on whose behalf a try was made

Revision ID: 0047
Revises: 0046
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ('score_deliveries', 'delivery_tries'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('request_id', sa.String(length=64), server_default='', nullable=False))


def downgrade() -> None:
    for table in ('score_deliveries', 'delivery_tries'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('request_id')
