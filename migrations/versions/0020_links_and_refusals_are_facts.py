"""What the check of a shared link found is a code

Columns are only added: the version before goes on reading and writing its own, `link_state`. The sentences that it
stored are read once; one that is not understood is kept as it is ("said_then"). They are that version's, and stay so.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

Read = tuple[str, dict[str, Any]]

LINKS = {
    'ok': 'link_works',
    'This is not a public web address, so it was not opened.': 'link_not_public',
    'The site took too long to answer.': 'link_too_slow',
    "The site's security certificate was not accepted.": 'link_not_trusted',
    'The site could not be reached.': 'link_unreachable',
    'The address leads on to another one. Open it to see whether that is right.': 'link_leads_on',
    'The site has no page at this address.': 'link_not_found',
    'The site answers, but does not let us in. Open the link to see for yourself.': 'link_not_for_us',
    'The site has a fault of its own just now.': 'link_site_broken',
}
CONTRIBUTIONS = sa.table(
    'contributions',
    sa.column('link_state', sa.Text),
    sa.column('link_code', sa.String),
    sa.column('link_params', lti_tool.db.JSONType),
)


def read_link(said: str) -> Read:
    """The code of what the version before stored of a link."""
    return (LINKS[said], {}) if said in LINKS else ('said_then', {'text': said})


def upgrade() -> None:
    with op.batch_alter_table('contributions', schema=None) as batch_op:
        _add_reason(batch_op, 'link_code', 'link_params')
    _read_links(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table('contributions', schema=None) as batch_op:
        batch_op.drop_column('link_params')
        batch_op.drop_column('link_code')


def _add_reason(batch_op: Any, code: str, params: str) -> None:
    batch_op.add_column(sa.Column(code, sa.String(length=64), server_default='', nullable=False))
    batch_op.add_column(sa.Column(params, lti_tool.db.JSONType, server_default=sa.text("'{}'"), nullable=False))


def _read_links(connection: sa.Connection) -> None:
    """All that say the same at once: there are nine texts, and no more."""
    said = CONTRIBUTIONS.c.link_state
    for text in connection.scalars(sa.select(said).where(said != '').distinct()).all():
        code, params = read_link(text)
        connection.execute(CONTRIBUTIONS.update().where(said == text).values(link_code=code, link_params=params))
