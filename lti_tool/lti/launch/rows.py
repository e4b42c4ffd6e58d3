"""A verified launch brings our rows up to date, in few statements: one read, and writes only for what changed.

These are plain rows, not mapped objects: everybody passes here, and filling objects would be half of what it costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, bindparam, exists, insert, select, update
from sqlalchemy.orm import Session

from lti_tool.audit import Actor, OperatorAction, record_event
from lti_tool.db import Base
from lti_tool.lti.claims import REVIEW_REQUEST, EndpointClaim, LaunchClaims
from lti_tool.lti.errors import DeploymentNotApproved, SwitchedOff
from lti_tool.lti.launch.desks import LIVE_SESSIONS_OF_OTHERS, desk_of, end_mightier_sessions, end_sessions_of_others
from lti_tool.lti.launch.verified import VerifiedLaunch, context_facts, launch_facts, web_address
from lti_tool.lti.launched import StoredLaunch
from lti_tool.lti.models import Context, Deployment, Launch, Membership, Registration, ResourceLink, Status, User
from lti_tool.lti.roles import is_staff, switched
from lti_tool.text.folding import fold

SEEN_EVERY = timedelta(minutes=5)  # a launch writes as little as it can

_table = Base.metadata.tables
_registrations = _table[Registration.__tablename__]
_deployments = _table[Deployment.__tablename__]
_contexts = _table[Context.__tablename__]
_users = _table[User.__tablename__]
_memberships = _table[Membership.__tablename__]
_links = _table[ResourceLink.__tablename__]
_launches = _table[Launch.__tablename__]
_KNOWN = {  # what a launch may tell again, and the id
    _deployments: ("id", "status"),
    _contexts: ("id", "title", "label", "memberships_url"),
    _users: ("id", "name", "name_folded", "email"),
    _memberships: ("id", "roles", "is_staff", "is_active", "last_seen_at"),
    _links: ("id", "title", "lineitem_url", "lineitems_url", "ags_scopes"),
}
Known = Mapping[str, Any]  # by "table.column"; None where the row is not there, empty where none is

# Built once: putting a statement together costs more than running it (docs/performance.md).
_FIND_ROWS = (
    select(
        *(table.c[name].label(f"{table.name}.{name}") for table, names in _KNOWN.items() for name in names),
        exists().where(*LIVE_SESSIONS_OF_OTHERS).label("others_are_here"),
    )
    .select_from(_deployments)
    .join(_registrations, _registrations.c.id == _deployments.c.registration_id)
    .outerjoin(
        _contexts,
        (_contexts.c.deployment_id == _deployments.c.id) & (_contexts.c.id_on_platform == bindparam("context")),
    )
    .outerjoin(_users, (_users.c.deployment_id == _deployments.c.id) & (_users.c.id_on_platform == bindparam("sub")))
    .outerjoin(_memberships, (_memberships.c.context_id == _contexts.c.id) & (_memberships.c.user_id == _users.c.id))
    .outerjoin(_links, (_links.c.context_id == _contexts.c.id) & (_links.c.id_on_platform == bindparam("link")))
    .where(
        _deployments.c.registration_id == bindparam("registration"),
        _deployments.c.id_on_platform == bindparam("deployment"),
        _registrations.c.status == Status.ACTIVE,
    )
)
_FOUND = [column.name for column in _FIND_ROWS.selected_columns]
_INSERT = {table: insert(table).returning(table.c.id) for table in (_contexts, _users, _memberships, _links)}
_INSERT_LAUNCH = insert(_launches)
_TOLD = [field.name for field in fields(StoredLaunch)]


def store_launch(connection: Connection, verified: VerifiedLaunch, session_token: str, now: datetime) -> StoredLaunch:
    """Write the launch and everything it tells us; the caller commits.

    Raises SwitchedOff, DeploymentNotApproved (after recording the deployment as pending), and IntegrityError where the
    nonce was used before or another worker met the same newcomer at the same moment.
    """
    known = _find_rows(connection, verified)
    deployment_id = _approved_deployment(connection, known, verified, now)
    context_id = _bring_up(
        connection,
        _contexts,
        known,
        {"deployment_id": deployment_id, "id_on_platform": verified.context_id},
        context_facts(verified.claims),
    )
    user_id = _bring_up(
        connection,
        _users,
        known,
        {"deployment_id": deployment_id, "id_on_platform": verified.sub},
        {
            "name": verified.claims.full_name,
            "name_folded": fold(verified.claims.full_name),
            "email": verified.claims.email,
        },
    )
    link_id = _bring_up_link(connection, known, context_id, verified.claims)
    roles: list[str] = sorted(switched(verified.roles, known.get("memberships.roles") or ()))
    _rewrite_membership(connection, known, context_id, user_id, roles, now)
    if known.get("others_are_here", True):
        end_sessions_of_others(connection, verified, now)
    facts = launch_facts(verified, session_token, now) | {
        "context_id": context_id,
        "user_id": user_id,
        "resource_link_id": link_id,
        "roles": roles,
    }
    connection.execute(_INSERT_LAUNCH, facts)
    return StoredLaunch(**{name: facts[name] for name in _TOLD})


def _find_rows(connection: Connection, verified: VerifiedLaunch) -> Known:
    """Everything this launch may touch, in one statement; the registration's status is read afresh with it."""
    link_id = verified.claims.resource_link.id if verified.claims.resource_link else None
    wanted = {
        "registration": verified.platform.id,
        "deployment": verified.claims.deployment_id,
        "context": verified.context_id,
        "sub": verified.sub,
        "link": link_id,
        **desk_of(verified),
    }
    found = connection.execute(_FIND_ROWS, wanted).one_or_none()
    return dict(zip(_FOUND, found, strict=True)) if found else {}


def _approved_deployment(connection: Connection, known: Known, verified: VerifiedLaunch, now: datetime) -> int:
    """The id of a deployment that may launch."""
    deployment_id, status = known.get("deployments.id"), known.get("deployments.status")
    if deployment_id is None:
        deployment_id, status = _record_deployment(connection, verified, now)
    if status == Status.DISABLED:
        raise SwitchedOff
    if status != Status.ACTIVE:
        raise DeploymentNotApproved
    return int(deployment_id)


def _record_deployment(connection: Connection, verified: VerifiedLaunch, now: datetime) -> tuple[int, str]:
    """A deployment we never met: accepted where the registration says so, else kept as pending for the operator."""
    with Session(connection) as session:  # it writes into the connection's transaction, and leaves it open
        registration = session.get(Registration, verified.platform.id)
        if registration is None or registration.status != Status.ACTIVE:
            raise SwitchedOff(code="registration_switched_off")
        accepted = verified.platform.accepts_any_deployment
        deployment = Deployment(
            registration_id=registration.id,
            id_on_platform=verified.claims.deployment_id,
            status=Status.ACTIVE if accepted else Status.PENDING,
            created_at=now,
        )
        session.add(deployment)
        action = OperatorAction.DEPLOYMENT_ACCEPTED if accepted else OperatorAction.DEPLOYMENT_WAITS
        actor = Actor.platform(registration.id, registration.issuer)
        record_event(session, action, actor=actor, now=now, deployment=deployment.id_on_platform)
        session.flush()
        return deployment.id, deployment.status


def _bring_up(
    connection: Connection, table: Table, known: Known, keys: Mapping[str, Any], facts: Mapping[str, Any]
) -> int:
    """The id of a row that says these facts: inserted where there was none, updated only in what differs."""
    row_id: int | None = known.get(f"{table.name}.id")
    if row_id is None:
        return int(connection.scalars(_INSERT[table], {**keys, **facts}).one())
    if changed := {name: value for name, value in facts.items() if known[f"{table.name}.{name}"] != value}:
        connection.execute(update(table).where(table.c.id == row_id).values(changed))
    return row_id


def _bring_up_link(connection: Connection, known: Known, context_id: int, claims: LaunchClaims) -> int | None:
    """The id of the link that was opened, if one was."""
    if claims.resource_link is None:
        return _link_of_column(connection, context_id, claims)
    services = claims.endpoint or EndpointClaim()
    known_lineitem = known.get("resource_links.lineitem_url") if services.lineitems else None  # found or made earlier
    facts = {
        "title": claims.resource_link.title or claims.custom_parameters.get("title", "").strip()[:255],
        "lineitem_url": web_address(services.lineitem) or known_lineitem,
        "lineitems_url": web_address(services.lineitems),
        "ags_scopes": services.scope,
    }
    keys = {"context_id": context_id, "id_on_platform": claims.resource_link.id}
    return _bring_up(connection, _links, known, keys, facts)


def _link_of_column(connection: Connection, context_id: int, claims: LaunchClaims) -> int | None:
    """A review may name only a gradebook column: the link in this course that has it, where there is one."""
    if claims.message_type != REVIEW_REQUEST or claims.endpoint is None:
        return None
    query = select(_links.c.id).where(
        _links.c.context_id == context_id, _links.c.lineitem_url == claims.endpoint.lineitem
    )
    return connection.execute(query.limit(1)).scalar()


def _rewrite_membership(
    connection: Connection, known: Known, context_id: int, user_id: int, roles: list[str], now: datetime
) -> None:
    """Roles are what this launch says; somebody demoted loses the instructor sessions they had here."""
    seen_at = known.get("memberships.last_seen_at")
    is_seen_anew = seen_at is None or now - seen_at > SEEN_EVERY
    facts = {
        "roles": roles,
        "is_staff": is_staff(roles),
        "is_active": True,
        "last_seen_at": now if is_seen_anew else seen_at,
    }
    _bring_up(connection, _memberships, known, {"context_id": context_id, "user_id": user_id}, facts)
    if (before := known.get("memberships.roles")) is not None and before != roles:
        end_mightier_sessions(connection, context_id, user_id, roles, now)
