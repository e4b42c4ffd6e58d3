"""An invitation may be for one registration, and what others ask of it waits

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('registrations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('proposed', lti_tool.db.JSONType, nullable=True))
    with op.batch_alter_table('registration_invitations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('registration_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_registration_invitations_registration_id'), ['registration_id'])
        batch_op.create_foreign_key(
            batch_op.f('fk_registration_invitations_registration_id_registrations'),
            'registrations', ['registration_id'], ['id'], ondelete='CASCADE',
        )


def downgrade() -> None:
    with op.batch_alter_table('registration_invitations', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_registration_invitations_registration_id_registrations'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_registration_invitations_registration_id'))
        batch_op.drop_column('registration_id')
    with op.batch_alter_table('registrations', schema=None) as batch_op:
        batch_op.drop_column('proposed')
