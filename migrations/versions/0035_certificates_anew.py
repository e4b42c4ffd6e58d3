"""Certificates are earned anew in each period, replaced when a name changes, and revoked; a course has terms

A person's second certificate for a module in a course needs the old rule, one for each, to go; it is loosened, so that the
version before goes on beside this one: it makes the first, whose `number` is 1, and no other.

Revision ID: 0035
Revises: 0034
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None

KEY = ('user_id', 'context_id', 'module_id')
ONE_EACH = 'uq_certificates_user_id_context_id_module_id'
NUMBERED = 'uq_certificates_user_id_context_id_module_id_number'
REVOKER = 'fk_certificates_revoked_by_id_users'


def upgrade() -> None:
    op.create_table(
        'course_terms',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('began_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_course_terms_context_id_contexts'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_course_terms')),
        sa.UniqueConstraint('context_id', 'began_at', name=op.f('uq_course_terms_context_id_began_at')),
    )
    with op.batch_alter_table('course_settings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('certificates_renewed', sa.String(length=8), server_default='never', nullable=False))
    with op.batch_alter_table('certificates', schema=None, copy_from=_certificates()) as batch_op:
        batch_op.add_column(sa.Column('number', sa.Integer(), server_default=sa.text('1'), nullable=False))
        batch_op.add_column(sa.Column('replaced_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('revoked_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('revoked_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('revoke_reason', sa.Text(), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_certificates_revoked_by_id'), ['revoked_by_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f(REVOKER), 'users', ['revoked_by_id'], ['id'], ondelete='SET NULL')
        batch_op.drop_constraint(batch_op.f(ONE_EACH), type_='unique')
        batch_op.create_unique_constraint(batch_op.f(NUMBERED), [*KEY, 'number'])


def downgrade() -> None:
    """A person keeps the newest of their certificates for a module, which that version knows how to show."""
    op.execute(
        'delete from certificates where exists (select 1 from certificates later where later.number > certificates.number'
        + ''.join(f' and later.{name} = certificates.{name}' for name in KEY)
        + ')'
    )
    with op.batch_alter_table('certificates', schema=None, copy_from=_certificates(numbered=True)) as batch_op:
        batch_op.drop_constraint(batch_op.f(NUMBERED), type_='unique')
        batch_op.create_unique_constraint(batch_op.f(ONE_EACH), list(KEY))
        batch_op.drop_constraint(batch_op.f(REVOKER), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_certificates_revoked_by_id'))
        for name in ('revoke_reason', 'revoked_by_id', 'revoked_at', 'replaced_at', 'number'):
            batch_op.drop_column(name)
    with op.batch_alter_table('course_settings', schema=None) as batch_op:
        batch_op.drop_column('certificates_renewed')
    op.drop_table('course_terms')


def _certificates(*, numbered: bool = False) -> sa.Table:
    """The table as it stands: SQLite writes it anew, and does not read its checks."""
    later = [
        sa.Column('number', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.Column('replaced_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column('revoked_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column('revoked_by_id', sa.Integer(), nullable=True),
        sa.Column('revoke_reason', sa.Text(), server_default='', nullable=False),
        sa.ForeignKeyConstraint(['revoked_by_id'], ['users.id'], name=REVOKER, ondelete='SET NULL'),
        sa.Index('ix_certificates_revoked_by_id', 'revoked_by_id'),
        sa.UniqueConstraint(*KEY, 'number', name=NUMBERED),
    ]
    return sa.Table(
        'certificates',
        sa.MetaData(),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=24), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('context_id', sa.Integer(), nullable=False),
        sa.Column('module_id', sa.String(length=100), nullable=False),
        sa.Column('attempt_id', sa.Integer(), nullable=True),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('minutes', sa.Integer(), nullable=False),
        sa.Column('competencies', lti_tool.db.JSONType, nullable=False),
        sa.Column('issued_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint('minutes >= 0', name='ck_certificates_minutes'),
        sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name='fk_certificates_attempt_id_attempts', ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name='fk_certificates_context_id_contexts', ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name='fk_certificates_user_id_users', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_certificates'),
        sa.UniqueConstraint('code', name='uq_certificates_code'),
        sa.Index('ix_certificates_attempt_id', 'attempt_id'),
        sa.Index('ix_certificates_context_id', 'context_id'),
        *(later if numbered else [sa.UniqueConstraint(*KEY, name=ONE_EACH)]),
    )
