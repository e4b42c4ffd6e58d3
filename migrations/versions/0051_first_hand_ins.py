"""Summaries say when a quiz was first handed in, so that a course's grid need not put attempts in order

They are filled in here, one link after the other. The version before does not write them: where nothing is said, the
attempts are asked.

Revision ID: 0051
Revises: 0048
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0051'
down_revision = '0048'
branch_labels = None
depends_on = None

SUMMARIES = ('learner_progress', 'earlier_progress')
COLUMNS = ('first_handed_in_at', 'first_late_at')
FIRST = """
    SELECT CASE WHEN closed_by = 'sweep' AND ends_at IS NOT NULL THEN ends_at ELSE submitted_at END, late_at
    FROM attempts
    JOIN placements ON placements.id = attempts.placement_id AND placements.module_id = attempts.module_id
    WHERE attempts.placement_id = :link AND attempts.user_id = summary.user_id
    AND submitted_at IS NOT NULL AND NOT is_preview
"""
BEGAN = """
    (SELECT max(began_at) FROM course_terms
    WHERE course_terms.context_id = placements.context_id AND repeats_work {before})
"""
SINCE = 'AND ({began} IS NULL OR started_at >= {began})'
OF_PRESENT = SINCE.format(began=BEGAN.format(before=''))
OF_EARLIER = """
    AND started_at < (SELECT began_at FROM course_terms WHERE id = summary.term_id)
""" + SINCE.format(
    began=BEGAN.format(before='AND began_at < (SELECT began_at FROM course_terms WHERE id = summary.term_id)')
)
FILL = """
    UPDATE {table} AS summary SET (first_handed_in_at, first_late_at) = ({first} ORDER BY submitted_at LIMIT 1)
    WHERE placement_id = :link AND submitted > 0
"""


def upgrade() -> None:
    for table in SUMMARIES:
        for name in COLUMNS:
            op.add_column(table, sa.Column(name, lti_tool.db.UTCDateTime(), nullable=True))
    connection = op.get_bind()
    for table, of_term in zip(SUMMARIES, (OF_PRESENT, OF_EARLIER), strict=True):
        fill = sa.text(FILL.format(table=table, first=FIRST + of_term))
        links = connection.execute(sa.text(f'SELECT DISTINCT placement_id FROM {table} WHERE submitted > 0'))
        for link in links.scalars().all():
            connection.execute(fill, {'link': link})


def downgrade() -> None:
    for table in SUMMARIES:
        for name in COLUMNS:
            op.drop_column(table, name)
