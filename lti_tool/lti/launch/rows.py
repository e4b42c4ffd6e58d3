"""A verified launch brings our rows up to date, in few statements: one read, and writes only for what changed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.orm import Session

from lti_tool.audit import record_event
from lti_tool.db import Base
from lti_tool.errors import N_
from lti_tool.lti.claims import REVIEW_REQUEST, EndpointClaim, LaunchClaims, PresentationClaim, is_platform_address
from lti_tool.lti.digest import digest
from lti_tool.lti.errors import DeploymentNotApproved
from lti_tool.lti.launch.state import LoginState
from lti_tool.lti.models import (
    Context,
    Deployment,
    Launch,
    Membership,
    Registration,
    ResourceLink,
    Status,
    User,
)
from lti_tool.lti.registry import Platform
from lti_tool.lti.roles import CONFIGURES, FOLLOWS, granted_roles, is_staff

SEEN_EVERY = timedelta(minutes=5)  # a launch writes as little as it can

Found = Row[Deployment, Context, User, Membership, ResourceLink]

# Built once: putting a statement together costs more than running it (docs/performance.md).
_FIND_ROWS = (
    select(Deployment, Context, User, Membership, ResourceLink)
    .join(Registration, Registration.id == Deployment.registration_id)
    .outerjoin(Context, (Context.deployment_id == Deployment.id) & (Context.id_on_platform == bindparam("context")))
    .outerjoin(User, (User.deployment_id == Deployment.id) & (User.id_on_platform == bindparam("sub")))
    .outerjoin(Membership, (Membership.context_id == Context.id) & (Membership.user_id == User.id))
    .outerjoin(
        ResourceLink,
        (ResourceLink.context_id == Context.id) & (ResourceLink.id_on_platform == bindparam("link")),
    )
    .where(
        Deployment.registration_id == bindparam("registration"),
        Deployment.id_on_platform == bindparam("deployment"),
        Registration.status == Status.ACTIVE,
    )
)
_launches = Base.metadata.tables[Launch.__tablename__]
_INSERT_LAUNCH = insert(_launches)
_END_SESSIONS_OF_OTHERS = (
    update(_launches)
    .where(
        _launches.c.browser_hash == bindparam("browser"),
        _launches.c.person != bindparam("newcomer"),
        _launches.c.ended_at.is_(None),
    )
    .values(ended_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class VerifiedLaunch:
    """What is known once the proof holds: who sent it, what it says, which login began it."""

    platform: Platform
    claims: LaunchClaims
    state: LoginState

    @property
    def sub(self) -> str:
        """The person's id on the platform; whoever is anonymous is somebody new at each launch."""
        return self.claims.sub or f"anonymous:{self.state.nonce}"

    @property
    def context_id(self) -> str:
        """The course's id on the platform; a link without a course is a course of its own."""
        if self.claims.context:
            return self.claims.context.id
        return f"link:{self.claims.resource_link.id}" if self.claims.resource_link else f"person:{self.sub[:240]}"

    @property
    def person(self) -> str:
        """One human on one platform, across its deployments and courses."""
        return digest(f"{self.platform.id}\0{self.sub}")


def store_launch(session: Session, verified: VerifiedLaunch, session_token: str, now: datetime) -> Launch:
    """Write the launch and everything it tells us; the caller commits, and the launch given back outlives that.

    Raises DeploymentNotApproved (after recording the deployment as pending), and IntegrityError where the nonce was
    used before or another worker met the same newcomer at the same moment.
    """
    claims, platform = verified.claims, verified.platform
    found = _find_rows(session, verified)
    deployment = _approved_deployment(session, found, verified, now)
    context = _bring_up_context(session, found.Context if found else None, deployment, verified)
    user = _bring_up_user(session, found.User if found else None, deployment, verified)
    granted = granted_roles(
        claims.roles, mentees=claims.mentees, institution_roles_grant=platform.institution_roles_grant
    )
    roles: list[str] = sorted(granted)
    link = _bring_up_link(session, found.ResourceLink if found else None, context, claims)
    _rewrite_membership(session, found.Membership if found else None, context, user, roles, now)
    session.flush()
    _end_sessions_of_others(session, verified, now)
    facts = _facts_of(verified, session_token, now) | {
        "context_id": context.id,
        "user_id": user.id,
        "resource_link_id": link.id if link else None,
        "roles": roles,
    }
    session.execute(_INSERT_LAUNCH, facts)
    return Launch(**facts)


def _facts_of(verified: VerifiedLaunch, session_token: str, now: datetime) -> dict[str, Any]:
    """The launch's own columns, all but what it refers to."""
    claims = verified.claims
    presentation = claims.presentation or PresentationClaim()
    return {
        "id": secrets.token_urlsafe(16),
        "nonce": verified.state.nonce,
        "browser_hash": verified.state.browser_hash,
        "session_hash": digest(session_token),
        "person": verified.person,
        "message_type": claims.message_type,
        "for_user": claims.for_user.user_id if claims.for_user else "",
        "mentees": [mentee for mentee in claims.mentees if mentee],
        "custom": claims.custom_parameters,
        "deep_linking": claims.deep_linking.model_dump(exclude_unset=True) if claims.deep_linking else None,
        "return_url": _web_address(presentation.return_url),
        "locale": (presentation.locale or claims.locale)[:35],
        "created_at": now,
        "last_seen_at": now,
    }


def _find_rows(session: Session, verified: VerifiedLaunch) -> Found | None:
    """Everything this launch may touch, in one statement; the registration's status is read afresh with it."""
    link_id = verified.claims.resource_link.id if verified.claims.resource_link else None
    wanted = {
        "registration": verified.platform.id,
        "deployment": verified.claims.deployment_id,
        "context": verified.context_id,
        "sub": verified.sub,
        "link": link_id,
    }
    return session.execute(_FIND_ROWS, wanted).one_or_none()


def _approved_deployment(session: Session, found: Found | None, verified: VerifiedLaunch, now: datetime) -> Deployment:
    deployment = found.Deployment if found else _record_deployment(session, verified, now)
    if deployment.status != Status.ACTIVE:
        raise DeploymentNotApproved
    return deployment


def _record_deployment(session: Session, verified: VerifiedLaunch, now: datetime) -> Deployment:
    """A deployment we never met: accepted where the registration says so, else kept as pending for the operator."""
    registration = session.get(Registration, verified.platform.id)
    if registration is None or registration.status != Status.ACTIVE:
        raise DeploymentNotApproved(N_("The registration of this LMS with us is switched off."))
    accepted = verified.platform.accepts_any_deployment
    deployment = Deployment(
        registration_id=registration.id,
        id_on_platform=verified.claims.deployment_id,
        status=Status.ACTIVE if accepted else Status.PENDING,
        created_at=now,
    )
    session.add(deployment)
    session.flush()
    action = "deployment.accepted" if accepted else "deployment.pending"
    record_event(session, action, actor=registration.issuer, now=now, deployment=deployment.id_on_platform)
    return deployment


def _bring_up_context(
    session: Session, context: Context | None, deployment: Deployment, verified: VerifiedLaunch
) -> Context:
    if context is None:
        context = Context(deployment=deployment, id_on_platform=verified.context_id)
        session.add(context)
    if claim := verified.claims.context:
        _set_changed(context, title=claim.title, label=claim.label)
    roster = verified.claims.roster
    _set_changed(context, memberships_url=_web_address(roster.context_memberships_url) if roster else None)
    return context


def _bring_up_user(session: Session, user: User | None, deployment: Deployment, verified: VerifiedLaunch) -> User:
    if user is None:
        user = User(deployment_id=deployment.id, id_on_platform=verified.sub)
        session.add(user)
    _set_changed(user, name=verified.claims.full_name, email=verified.claims.email)
    return user


def _bring_up_link(
    session: Session, link: ResourceLink | None, context: Context, claims: LaunchClaims
) -> ResourceLink | None:
    if claims.resource_link is None:
        return _link_of_column(session, context, claims)
    if link is None:
        link = ResourceLink(context=context, id_on_platform=claims.resource_link.id)
        session.add(link)
    services = claims.endpoint or EndpointClaim()
    known_lineitem = link.lineitem_url if services.lineitems else None  # ours, found or made earlier
    _set_changed(
        link,
        title=claims.resource_link.title or claims.custom_parameters.get("title", "").strip()[:255],
        lineitem_url=_web_address(services.lineitem) or known_lineitem,
        lineitems_url=_web_address(services.lineitems),
        ags_scopes=services.scope,
    )
    return link


def _link_of_column(session: Session, context: Context, claims: LaunchClaims) -> ResourceLink | None:
    """A review may name only a gradebook column: the link in this course that has it, where there is one."""
    if claims.message_type != REVIEW_REQUEST or claims.endpoint is None:
        return None
    session.flush()
    query = select(ResourceLink).where(
        ResourceLink.context_id == context.id, ResourceLink.lineitem_url == claims.endpoint.lineitem
    )
    return session.scalars(query.limit(1)).first()


def _rewrite_membership(
    session: Session,
    membership: Membership | None,
    context: Context,
    user: User,
    roles: list[str],
    now: datetime,
) -> None:
    """Roles are what this launch says; somebody demoted loses the instructor sessions they had here."""
    if membership is None:
        session.flush()
        session.add(
            Membership(context_id=context.id, user_id=user.id, roles=roles, is_staff=is_staff(roles), last_seen_at=now)
        )
        return
    if not membership.last_seen_at or now - membership.last_seen_at > SEEN_EVERY:
        membership.last_seen_at = now
    _set_changed(membership, is_active=True)
    if membership.roles == roles:
        return
    membership.roles, membership.is_staff = roles, is_staff(roles)
    _end_mightier_sessions(session, context, user, roles, now)


def _end_mightier_sessions(session: Session, context: Context, user: User, roles: list[str], now: datetime) -> None:
    """End what was opened with rights that these roles no longer give."""
    lost = [rights for rights in (FOLLOWS, CONFIGURES) if rights.isdisjoint(roles)]
    live = select(Launch).where(Launch.user_id == user.id, Launch.context_id == context.id, Launch.ended_at.is_(None))
    for launch in session.scalars(live):
        if any(not rights.isdisjoint(launch.roles) for rights in lost):
            launch.ended_at = now


def _end_sessions_of_others(session: Session, verified: VerifiedLaunch, now: datetime) -> None:
    """At a shared desk, the next person's launch ends what the one before left open."""
    session.execute(
        _END_SESSIONS_OF_OTHERS,
        {"browser": verified.state.browser_hash, "newcomer": verified.person, "now": now},
    )


def _set_changed(row: object, **values: object) -> None:
    """Assign only what differs, so that an unchanged row costs no UPDATE."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _web_address(url: str) -> str | None:
    """An http(s) address, or nothing: a `javascript:` return URL must never become a link."""
    return url if is_platform_address(url) else None
