"""Names of people and branches are sorted and found without accents and cases; a certificate's date is a local one

What a name is folded to is stored beside it, and filled in here some thousand rows at a time. The version before does not
write it: a person whom it meets for the first time gets theirs at their next launch.

Revision ID: 0043a
Revises: 0043
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lti_tool.text.folding import FOLDED, fold

revision = '0043a'
down_revision = '0043'
branch_labels = None
depends_on = None

AT_ONCE = 5_000


def upgrade() -> None:
    for table in ('users', 'branches'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('name_folded', FOLDED, server_default='', nullable=False))
        _fill(table)
    with op.batch_alter_table('certificates', schema=None) as batch_op:
        batch_op.add_column(sa.Column('time_zone', sa.String(length=64), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('certificates', schema=None) as batch_op:
        batch_op.drop_column('time_zone')
    for table in ('branches', 'users'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('name_folded')


def _fill(name: str) -> None:
    table = sa.table(name, sa.column('id'), sa.column('name'), sa.column('name_folded'))
    write = sa.update(table).where(table.c.id == sa.bindparam('row')).values(name_folded=sa.bindparam('folded'))
    connection, last = op.get_bind(), 0
    while True:
        read = sa.select(table.c.id, table.c.name).where(table.c.id > last).order_by(table.c.id).limit(AT_ONCE)
        rows = connection.execute(read).all()
        if not rows:
            return
        last = rows[-1].id
        connection.execute(write, [{'row': row.id, 'folded': fold(row.name)} for row in rows])
