"""Instructors and coordinators

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

STAFF = {'Administrator', 'ContentDeveloper', 'Instructor', 'TeachingAssistant'}


def upgrade() -> None:
    op.create_table('coordinator_invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('deployment_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('created_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.Column('used_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployments.id'], name=op.f('fk_coordinator_invitations_deployment_id_deployments'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coordinator_invitations')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_coordinator_invitations_code_hash'))
    )
    with op.batch_alter_table('coordinator_invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_coordinator_invitations_deployment_id'), ['deployment_id'], unique=False)

    op.create_table('branches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_branches_context_id_contexts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_branches')),
    sa.UniqueConstraint('context_id', 'name', name=op.f('uq_branches_context_id_name'))
    )
    op.create_table('contributions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('background', sa.Text(), nullable=False),
    sa.Column('credit', sa.Text(), nullable=False),
    sa.Column('licence', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('link_state', sa.Text(), nullable=False),
    sa.Column('link_checked_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
    sa.Column('moderated_by_id', sa.Integer(), nullable=True),
    sa.Column('moderated_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
    sa.Column('created_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind in ('link', 'idea')", name=op.f('ck_contributions_kind')),
    sa.CheckConstraint("state in ('waiting', 'shown', 'declined')", name=op.f('ck_contributions_state')),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_contributions_context_id_contexts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['moderated_by_id'], ['users.id'], name=op.f('fk_contributions_moderated_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_contributions_user_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contributions'))
    )
    with op.batch_alter_table('contributions', schema=None) as batch_op:
        batch_op.create_index('ix_contributions_gallery', ['context_id', 'state', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_contributions_user_id'), ['user_id'], unique=False)

    op.create_table('coordinators',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('deployment_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('since', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployments.id'], name=op.f('fk_coordinators_deployment_id_deployments'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_coordinators_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coordinators')),
    sa.UniqueConstraint('deployment_id', 'user_id', name=op.f('uq_coordinators_deployment_id_user_id'))
    )
    with op.batch_alter_table('coordinators', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_coordinators_user_id'), ['user_id'], unique=False)

    op.create_table('course_settings',
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('quiz_defaults', lti_tool.db.JSONType, nullable=False),
    sa.Column('own_revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_course_settings_context_id_contexts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('context_id', name=op.f('pk_course_settings'))
    )
    op.create_table('item_tallies',
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.String(length=100), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('item_id', sa.String(length=100), nullable=False),
    sa.Column('responses', sa.Integer(), nullable=False),
    sa.Column('sum_x', sa.BigInteger(), nullable=False),
    sa.Column('sum_xx', sa.BigInteger(), nullable=False),
    sa.Column('sum_y', sa.BigInteger(), nullable=False),
    sa.Column('sum_yy', sa.BigInteger(), nullable=False),
    sa.Column('sum_xy', sa.BigInteger(), nullable=False),
    sa.Column('unanswered', sa.Integer(), nullable=False),
    sa.Column('confident', sa.Integer(), nullable=False),
    sa.Column('confident_wrong', sa.Integer(), nullable=False),
    sa.Column('choices', lti_tool.db.JSONType, nullable=False),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_item_tallies_context_id_contexts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('context_id', 'module_id', 'digest', name=op.f('pk_item_tallies'))
    )
    op.create_table('own_content',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.String(length=100), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('published_version', sa.Integer(), nullable=True),
    sa.Column('created_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind in ('item', 'lesson')", name=op.f('ck_own_content_kind')),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_own_content_context_id_contexts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_content')),
    sa.UniqueConstraint('context_id', 'key', name=op.f('uq_own_content_context_id_key'))
    )
    op.create_table('regrades',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.String(length=100), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=8), nullable=False),
    sa.Column('accepted', lti_tool.db.JSONType, nullable=False),
    sa.Column('may_lower', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("action in ('drop', 'accept')", name=op.f('ck_regrades_action')),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_regrades_context_id_contexts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['made_by_id'], ['users.id'], name=op.f('fk_regrades_made_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regrades'))
    )
    with op.batch_alter_table('regrades', schema=None) as batch_op:
        batch_op.create_index('ix_regrades_item', ['context_id', 'digest'], unique=False)

    op.create_table('time_tallies',
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.String(length=100), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_time_tallies_context_id_contexts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('context_id', 'module_id', 'minutes', name=op.f('pk_time_tallies'))
    )
    op.create_table('branch_members',
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.CheckConstraint("source in ('custom', 'roster', 'hand')", name=op.f('ck_branch_members_source')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_branch_members_branch_id_branches'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_branch_members_context_id_contexts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_branch_members_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('context_id', 'user_id', name=op.f('pk_branch_members'))
    )
    with op.batch_alter_table('branch_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_branch_members_branch_id'), ['branch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_branch_members_user_id'), ['user_id'], unique=False)

    op.create_table('competency_tallies',
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('competency', sa.String(length=40), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('responses', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_competency_tallies_branch_id_branches'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_competency_tallies_context_id_contexts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_competency_tallies_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('context_id', 'user_id', 'competency', name=op.f('pk_competency_tallies'))
    )
    with op.batch_alter_table('competency_tallies', schema=None) as batch_op:
        batch_op.create_index('ix_competency_tallies_heat_map', ['context_id', 'competency', 'branch_id', 'points', 'responses'], unique=False)
        batch_op.create_index(batch_op.f('ix_competency_tallies_user_id'), ['user_id'], unique=False)

    op.create_table('local_policies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('context_id', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.String(length=100), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('link_url', sa.Text(), nullable=False),
    sa.Column('link_title', sa.Text(), nullable=False),
    sa.Column('file_reference', sa.Text(), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_local_policies_branch_id_branches'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['context_id'], ['contexts.id'], name=op.f('fk_local_policies_context_id_contexts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['updated_by_id'], ['users.id'], name=op.f('fk_local_policies_updated_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_policies'))
    )
    with op.batch_alter_table('local_policies', schema=None) as batch_op:
        batch_op.create_index('ix_local_policies_of_branch', ['context_id', 'lesson_id', 'branch_id'], unique=True)
        batch_op.create_index('ix_local_policies_of_course', ['context_id', 'lesson_id'], unique=True, sqlite_where=sa.text('branch_id IS NULL'), postgresql_where=sa.text('branch_id IS NULL'))

    op.create_table('own_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('own_content_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('written_at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['own_content_id'], ['own_content.id'], name=op.f('fk_own_versions_own_content_id_own_content'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['written_by_id'], ['users.id'], name=op.f('fk_own_versions_written_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_versions')),
    sa.UniqueConstraint('own_content_id', 'number', name=op.f('uq_own_versions_own_content_id_number'))
    )
    op.create_table('attempt_grants',
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('extra_attempts', sa.Integer(), nullable=False),
    sa.CheckConstraint('extra_attempts between 0 and 100', name=op.f('ck_attempt_grants_extra_attempts')),
    sa.ForeignKeyConstraint(['placement_id'], ['placements.id'], name=op.f('fk_attempt_grants_placement_id_placements'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_attempt_grants_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('placement_id', 'user_id', name=op.f('pk_attempt_grants'))
    )
    with op.batch_alter_table('attempt_grants', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_grants_user_id'), ['user_id'], unique=False)

    op.create_table('learner_progress',
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('lessons_done', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('submitted', sa.Integer(), nullable=False),
    sa.Column('score_numerator', sa.BigInteger(), nullable=True),
    sa.Column('score_denominator', sa.BigInteger(), nullable=True),
    sa.Column('score_share', sa.Double(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('last_activity_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(score_numerator is null) = (score_denominator is null)', name=op.f('ck_learner_progress_score')),
    sa.ForeignKeyConstraint(['placement_id'], ['placements.id'], name=op.f('fk_learner_progress_placement_id_placements'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_learner_progress_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('placement_id', 'user_id', name=op.f('pk_learner_progress'))
    )
    with op.batch_alter_table('learner_progress', schema=None) as batch_op:
        batch_op.create_index('ix_learner_progress_user', ['user_id'], unique=False)

    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_preview', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('regrades', lti_tool.db.JSONType, server_default=sa.text("'[]'"), nullable=False))
        batch_op.drop_index(batch_op.f('ix_attempts_one_open'), sqlite_where=sa.text('submitted_at IS NULL'))
        batch_op.create_index('ix_attempts_one_open', ['placement_id', 'user_id', 'module_id', 'is_preview'], unique=True, sqlite_where=sa.text('submitted_at IS NULL'), postgresql_where=sa.text('submitted_at IS NULL'))

    with op.batch_alter_table('audit_events', schema=None) as batch_op:
        batch_op.add_column(sa.Column('context_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_audit_events_context_id'), ['context_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_audit_events_context_id_contexts'), 'contexts', ['context_id'], ['id'], ondelete='CASCADE')

    with op.batch_alter_table('contexts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('memberships_url', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('roster_read_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True))

    with op.batch_alter_table('launches', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mentees', lti_tool.db.JSONType, server_default=sa.text("'[]'"), nullable=False))

    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_staff', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('is_active', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('last_seen_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_memberships_learners', ['context_id', 'is_staff', 'user_id'], unique=False)

    with op.batch_alter_table('placements', schema=None) as batch_op:
        batch_op.add_column(sa.Column('context_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('is_graded', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.execute(
        "UPDATE placements SET context_id ="
        " (SELECT context_id FROM resource_links WHERE resource_links.id = placements.resource_link_id)"
    )
    with op.batch_alter_table('placements', schema=None) as batch_op:
        batch_op.alter_column('context_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(batch_op.f('ix_placements_context_id'), ['context_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_placements_context_id_contexts'), 'contexts', ['context_id'], ['id'], ondelete='CASCADE')

    _note_staff()
    op.execute(
        "UPDATE memberships SET last_seen_at = (SELECT max(last_seen_at) FROM launches"
        " WHERE launches.context_id = memberships.context_id AND launches.user_id = memberships.user_id)"
    )


def _note_staff() -> None:
    """Say of each membership whether its roles are those of staff; roles are written as lti.roles grants them."""
    memberships = sa.table('memberships', sa.column('id'), sa.column('roles', lti_tool.db.JSONType), sa.column('is_staff'))
    connection = op.get_bind()
    staff = [row.id for row in connection.execute(sa.select(memberships.c.id, memberships.c.roles)) if STAFF & set(row.roles)]
    for row_id in staff:
        connection.execute(sa.update(memberships).where(memberships.c.id == row_id).values(is_staff=True))


def downgrade() -> None:
    with op.batch_alter_table('placements', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_placements_context_id_contexts'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_placements_context_id'))
        batch_op.drop_column('is_graded')
        batch_op.drop_column('context_id')

    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.drop_index('ix_memberships_learners')
        batch_op.drop_column('last_seen_at')
        batch_op.drop_column('is_active')
        batch_op.drop_column('is_staff')

    with op.batch_alter_table('launches', schema=None) as batch_op:
        batch_op.drop_column('mentees')

    with op.batch_alter_table('contexts', schema=None) as batch_op:
        batch_op.drop_column('roster_read_at')
        batch_op.drop_column('memberships_url')

    with op.batch_alter_table('audit_events', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_audit_events_context_id_contexts'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_audit_events_context_id'))
        batch_op.drop_column('context_id')

    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.drop_index('ix_attempts_one_open', sqlite_where=sa.text('submitted_at IS NULL'), postgresql_where=sa.text('submitted_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_attempts_one_open'), ['placement_id', 'user_id', 'module_id'], unique=True, sqlite_where=sa.text('submitted_at IS NULL'), postgresql_where=sa.text('submitted_at IS NULL'))
        batch_op.drop_column('regrades')
        batch_op.drop_column('is_preview')

    with op.batch_alter_table('learner_progress', schema=None) as batch_op:
        batch_op.drop_index('ix_learner_progress_user')

    op.drop_table('learner_progress')
    with op.batch_alter_table('attempt_grants', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempt_grants_user_id'))

    op.drop_table('attempt_grants')
    op.drop_table('own_versions')
    with op.batch_alter_table('local_policies', schema=None) as batch_op:
        batch_op.drop_index('ix_local_policies_of_course', sqlite_where=sa.text('branch_id IS NULL'), postgresql_where=sa.text('branch_id IS NULL'))
        batch_op.drop_index('ix_local_policies_of_branch')

    op.drop_table('local_policies')
    with op.batch_alter_table('competency_tallies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_competency_tallies_user_id'))
        batch_op.drop_index('ix_competency_tallies_heat_map')

    op.drop_table('competency_tallies')
    with op.batch_alter_table('branch_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_branch_members_user_id'))
        batch_op.drop_index(batch_op.f('ix_branch_members_branch_id'))

    op.drop_table('branch_members')
    op.drop_table('time_tallies')
    with op.batch_alter_table('regrades', schema=None) as batch_op:
        batch_op.drop_index('ix_regrades_item')

    op.drop_table('regrades')
    op.drop_table('own_content')
    op.drop_table('item_tallies')
    op.drop_table('course_settings')
    with op.batch_alter_table('coordinators', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_coordinators_user_id'))

    op.drop_table('coordinators')
    with op.batch_alter_table('contributions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contributions_user_id'))
        batch_op.drop_index('ix_contributions_gallery')

    op.drop_table('contributions')
    op.drop_table('branches')
    with op.batch_alter_table('coordinator_invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_coordinator_invitations_deployment_id'))

    op.drop_table('coordinator_invitations')