"""What was told of courses and surveys is kept, so that what is told next cannot be subtracted from it

Answers of five and more were shown already: they stay so.

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

SHOWN = """
UPDATE survey_answers SET is_told = true WHERE (context_id, activity_id) IN (
    SELECT context_id, activity_id FROM survey_answers GROUP BY context_id, activity_id HAVING count(*) >= 5
)
"""


def upgrade() -> None:
    op.create_table('told_figures',
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('figures', lti_tool.db.JSONType, nullable=False),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_told_figures_context_id_contexts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('context_id', name=op.f('pk_told_figures')),
    )
    op.add_column('survey_answers', sa.Column('is_told', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(SHOWN)


def downgrade() -> None:
    op.drop_column('survey_answers', 'is_told')
    op.drop_table('told_figures')
