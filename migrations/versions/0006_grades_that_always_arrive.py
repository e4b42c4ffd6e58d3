"""Grades that always arrive: lanes to platforms, the tries of each delivery, what each gradebook was told

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('platform_lanes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('host', sa.String(length=255), nullable=False),
    sa.Column('holder', sa.String(length=64), server_default='', nullable=False),
    sa.Column('held_until', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('width', sa.Integer(), server_default=sa.text('4'), nullable=False),
    sa.Column('paused_until', lti_tool.db.UTCDateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('width between 1 and 4', name=op.f('ck_platform_lanes_width')),
    sa.ForeignKeyConstraint(['registration_id'], ['registrations.id'], name=op.f('fk_platform_lanes_registration_id_registrations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_platform_lanes')),
    sa.UniqueConstraint('registration_id', 'host', name=op.f('uq_platform_lanes_registration_id_host'))
    )
    with op.batch_alter_table('score_deliveries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lane_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('due_since', lti_tool.db.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('warned_at', lti_tool.db.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('in_doubt', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('may_overwrite', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('told_given', sa.Numeric(precision=8, scale=4, asdecimal=False), nullable=True))
        batch_op.add_column(sa.Column('told_maximum', sa.Integer(), nullable=True))

    _fill()

    with op.batch_alter_table('score_deliveries', schema=None) as batch_op:
        batch_op.alter_column('lane_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('due_since', existing_type=lti_tool.db.UTCDateTime(timezone=True), nullable=False)
        batch_op.create_foreign_key(batch_op.f('fk_score_deliveries_lane_id_platform_lanes'), 'platform_lanes', ['lane_id'], ['id'], ondelete='CASCADE')
        batch_op.drop_index('ix_score_deliveries_due')
        batch_op.create_index('ix_score_deliveries_due', ['lane_id', 'state', 'next_try_at'], unique=False)
        batch_op.create_index('ix_score_deliveries_waiting', ['state', 'due_since'], unique=False)

    op.create_table('delivery_tries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('delivery_id', sa.Integer(), nullable=False),
    sa.Column('at', lti_tool.db.UTCDateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('score_given', sa.Numeric(precision=8, scale=4, asdecimal=False), nullable=False),
    sa.Column('http_status', sa.Integer(), nullable=True),
    sa.Column('said', sa.Text(), nullable=False),
    sa.CheckConstraint("outcome in ('delivered', 'later', 'failed')", name=op.f('ck_delivery_tries_outcome')),
    sa.ForeignKeyConstraint(['delivery_id'], ['score_deliveries.id'], name=op.f('fk_delivery_tries_delivery_id_score_deliveries'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_tries'))
    )
    with op.batch_alter_table('delivery_tries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_tries_delivery_id'), ['delivery_id'], unique=False)


def _fill() -> None:
    """Give each delivery its lane, and say what its gradebook was last told."""
    connection = op.get_bind()
    lanes: dict[tuple[int, str], int] = {}
    links = connection.execute(sa.text(
        "SELECT placements.id, deployments.registration_id, resource_links.lineitem_url, resource_links.lineitems_url"
        " FROM placements JOIN resource_links ON resource_links.id = placements.resource_link_id"
        " JOIN contexts ON contexts.id = resource_links.context_id"
        " JOIN deployments ON deployments.id = contexts.deployment_id"
        " WHERE EXISTS (SELECT 1 FROM score_deliveries WHERE score_deliveries.placement_id = placements.id)"
    )).all()
    for placement_id, registration_id, lineitem_url, lineitems_url in links:
        host = urlsplit(lineitem_url or lineitems_url or '').netloc[:255]
        if (registration_id, host) not in lanes:
            lanes[registration_id, host] = connection.execute(
                sa.text("INSERT INTO platform_lanes (registration_id, host) VALUES (:registration, :host) RETURNING id"),
                {'registration': registration_id, 'host': host},
            ).scalar_one()
        connection.execute(
            sa.text("UPDATE score_deliveries SET lane_id = :lane WHERE placement_id = :placement"),
            {'lane': lanes[registration_id, host], 'placement': placement_id},
        )
    connection.execute(sa.text("UPDATE score_deliveries SET due_since = submitted_at"))
    connection.execute(sa.text(
        "UPDATE score_deliveries SET told_given = score_given, told_maximum = score_maximum WHERE state = 'delivered'"
    ))


def downgrade() -> None:
    op.drop_table('delivery_tries')
    with op.batch_alter_table('score_deliveries', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_score_deliveries_lane_id_platform_lanes'), type_='foreignkey')
        batch_op.drop_index('ix_score_deliveries_waiting')
        batch_op.drop_index('ix_score_deliveries_due')
        batch_op.create_index('ix_score_deliveries_due', ['state', 'next_try_at'], unique=False)
        for name in ('told_maximum', 'told_given', 'may_overwrite', 'in_doubt', 'warned_at', 'due_since', 'lane_id'):
            batch_op.drop_column(name)
    op.drop_table('platform_lanes')
