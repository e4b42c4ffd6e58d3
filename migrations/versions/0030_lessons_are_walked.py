"""Activities of one tap, and the step of a lesson at which somebody is

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

OLD = ('rewrite', 'sort', 'reflection', 'self_assessment', 'checklist', 'scenario', 'survey')
NEW = (*OLD, 'moment', 'reveal', 'spot')


def upgrade() -> None:
    op.create_table(
        'lesson_places',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('lesson_id', sa.String(length=100), nullable=False),
        sa.Column('step', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_lesson_places_context_id_contexts'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_lesson_places_user_id_users'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('user_id', 'context_id', 'lesson_id', name=op.f('pk_lesson_places')),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table('lesson_places', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lesson_places_context_id'), ['context_id'], unique=False)
    _allow(NEW)


def downgrade() -> None:
    op.execute("delete from activity_states where kind in ('moment', 'reveal', 'spot')")
    _allow(OLD)
    with op.batch_alter_table('lesson_places', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lesson_places_context_id'))
    op.drop_table('lesson_places')


def _allow(kinds: tuple[str, ...]) -> None:
    """SQLite has no other way than to write the table anew, and reads neither its checks nor that it has no rowid."""
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_constraint(op.f('ck_activity_states_kind'), 'activity_states', type_='check')
        op.create_check_constraint(op.f('ck_activity_states_kind'), 'activity_states', f'kind in {kinds}')
        return
    with op.batch_alter_table('activity_states', schema=None, copy_from=_activity_states(kinds), recreate='always'):
        pass


def _activity_states(kinds: tuple[str, ...]) -> sa.Table:
    return sa.Table(
        'activity_states',
        sa.MetaData(),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('activity_id', sa.String(length=100), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('state', lti_tool.db.JSONType, nullable=False),
        sa.Column('updated_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'survey') = (updated_at is null)", name='ck_activity_states_survey_has_no_time'),
        sa.CheckConstraint(f'kind in {kinds}', name='ck_activity_states_kind'),
        sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name='fk_activity_states_context_id_contexts', ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name='fk_activity_states_user_id_users', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('user_id', 'context_id', 'activity_id', name='pk_activity_states'),
        sa.Index('ix_activity_states_context_id', 'context_id'),
        sqlite_with_rowid=False,
    )
