"""Answers to a survey are told by branch, too, where so many of one branch answered

Revision ID: 0044
Revises: 0043a
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043a'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('survey_answers') as table:
        table.add_column(sa.Column('branch_id', sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f('fk_survey_answers_branch_id_branches'), 'branches', ['branch_id'], ['id'], ondelete='SET NULL'
        )
        table.create_index(op.f('ix_survey_answers_branch_id'), ['branch_id'])


def downgrade() -> None:
    with op.batch_alter_table('survey_answers') as table:
        table.drop_index(op.f('ix_survey_answers_branch_id'))
        table.drop_constraint(op.f('fk_survey_answers_branch_id_branches'), type_='foreignkey')
        table.drop_column('branch_id')
