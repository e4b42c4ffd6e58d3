"""Adding, changing and listing registrations and deployments; commands are its callers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from lti_tool.audit import Actor, OperatorAction, record_event
from lti_tool.errors import N_, ToolError
from lti_tool.lti.claims import is_platform_address
from lti_tool.lti.framing import origin_of
from lti_tool.lti.models import Deployment, Registration, Status
from lti_tool.lti.services.links import canonical_origin, name_host
from lti_tool.reasons import Wording, register
from lti_tool.text.web_address import same_origin

URL_FIELDS = ("auth_login_url", "token_url", "jwks_url")
MAXIMUM_ID = 255
Changes = dict[str, tuple[Any, Any]]
REGISTRATION_ACTIONS = {
    Status.ACTIVE: OperatorAction.REGISTRATION_ACTIVE,
    Status.PENDING: OperatorAction.REGISTRATION_PENDING,
    Status.DISABLED: OperatorAction.REGISTRATION_DISABLED,
}
DEPLOYMENT_ACTIONS = {
    Status.ACTIVE: OperatorAction.DEPLOYMENT_ACTIVE,
    Status.PENDING: OperatorAction.DEPLOYMENT_PENDING,
    Status.DISABLED: OperatorAction.DEPLOYMENT_DISABLED,
}


class RegistrationRefused(ToolError):
    """A registration that could not work, told by the field."""


register(
    {
        "deployment_id_length": Wording(N_("A deployment id has 1 to %(most)s characters.")),
        "registration_id_length": Wording(N_("The %(field)s must have 1 to %(most)s characters.")),
        "registration_not_an_address": Wording(N_("The %(field)s must be a full http(s) address.")),
        "registration_address_is_ours": Wording(
            N_("The %(field)s is an address of this tool itself: %(address)s."),
            N_("Enter the LMS's own address: its page about this tool shows it. Ours belong in the LMS's fields."),
        ),
        "service_host_not_a_host": Wording(
            N_("A service host looks like lms.example.org or lms.example.org:8443, without TLS http://lms.example.org.")
        ),
        "frame_origin_not_an_origin": Wording(N_("A frame origin looks like https://lms.example.org, without a path.")),
    }
)


class NoSuchRegistration(ToolError):
    """An id that no registration has."""

    code = "registration_unknown"
    status = 404
    message = "There is no registration %(id)s. See: lti-tool registrations list"


class NoSuchDeployment(ToolError):
    """An id that no deployment has."""

    code = "deployment_unknown"
    status = 404
    message = "There is no deployment %(id)s. See: lti-tool deployments list"


@dataclass(frozen=True, slots=True)
class Saved:
    """A registration after it was added or updated."""

    registration: Registration
    is_new: bool


def save_registration(
    session: Session,
    issuer: str,
    client_id: str,
    *,
    deployment_ids: Iterable[str] = (),
    now: datetime,
    policy: str | None = None,
    actor: Actor,
    **facts: Any,
) -> Saved:
    """Add a registration, or update the one with this issuer and client id; deployments named are let in."""
    _check(issuer, client_id, facts)
    registration = find_registration(session, issuer, client_id)
    is_new = registration is None
    if registration is None:
        registration = Registration(issuer=issuer, client_id=client_id, created_at=now)
        session.add(registration)
    if "service_hosts" in facts:
        facts["service_hosts"] = [*map(read_service_host, facts["service_hosts"])]
    for name, value in facts.items():
        setattr(registration, name, list(value) if isinstance(value, tuple) else value)
    if policy:
        registration.deployments_policy = policy
    for deployment_id in deployment_ids:
        let_in(registration, deployment_id, now)
    action = OperatorAction.REGISTRATION_ADDED if is_new else OperatorAction.REGISTRATION_UPDATED
    record_event(session, action, actor=actor, now=now, issuer=issuer, client_id=client_id)
    session.flush()
    return Saved(registration, is_new)


def refuse_own_addresses(base_url: str, issuer: str, facts: Mapping[str, Any]) -> None:
    """Raise RegistrationRefused where the LMS is given an address of ours as its own."""
    for field, address in own_addresses(base_url, issuer, facts):
        raise RegistrationRefused(code="registration_address_is_ours", params={"field": field, "address": address})


def own_addresses(base_url: str, issuer: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What among a platform's addresses stands on this tool's own origin, by the field's name in words."""
    given = {"issuer": issuer} | {name: facts.get(name) for name in URL_FIELDS}
    return [
        (name.replace("_", " "), address)
        for name, address in given.items()
        if isinstance(address, str) and same_origin(address, base_url)
    ]


def find_registration(session: Session, issuer: str, client_id: str) -> Registration | None:
    """The registration with this issuer and client id."""
    query = select(Registration).where(Registration.issuer == issuer, Registration.client_id == client_id)
    return session.scalar(query)


def is_known_issuer(session: Session, issuer: str) -> bool:
    """Whether any registration has this issuer."""
    return session.scalar(select(Registration.id).where(Registration.issuer == issuer).limit(1)) is not None


def changes_of(registration: Registration, facts: Mapping[str, Any]) -> Changes:
    """What some facts would change of a registration: each field's old and new value."""
    now = {name: (getattr(registration, name), value) for name, value in facts.items()}
    return {name: (old, new) for name, (old, new) in now.items() if old != new}


def propose_addresses(
    session: Session, registration: Registration, addresses: Mapping[str, Any], *, actor: Actor, now: datetime
) -> bool:
    """Keep what somebody asks for until the operator decides, and say whether anything would change.

    A later wish replaces an earlier one. The caller commits.
    """
    if not changes_of(registration, addresses):
        return False
    registration.proposed = dict(addresses)
    action = OperatorAction.REGISTRATION_CHANGE_PROPOSED
    record_event(session, action, actor=actor, now=now, id=registration.id, **addresses)
    return True


def proposed_changes(registration: Registration) -> Changes:
    """What waits for the operator; empty where nothing does."""
    return changes_of(registration, registration.proposed or {})


def accept_changes(session: Session, registration: Registration, *, actor: Actor, now: datetime) -> None:
    """Bring a registration's addresses up to what was asked for; the caller commits."""
    proposed, registration.proposed = registration.proposed or {}, None
    save_registration(session, registration.issuer, registration.client_id, now=now, actor=actor, **proposed)


def refuse_changes(session: Session, registration: Registration, *, actor: Actor, now: datetime) -> None:
    """Forget what was asked for; the caller commits."""
    registration.proposed = None
    record_event(session, OperatorAction.REGISTRATION_CHANGE_REFUSED, actor=actor, now=now, id=registration.id)


def get_registration(session: Session, registration_id: int) -> Registration:
    """The registration with this id, or NoSuchRegistration."""
    registration = session.get(Registration, registration_id)
    if registration is None:
        raise NoSuchRegistration(params={"id": registration_id})
    return registration


def get_deployment(session: Session, deployment_id: int) -> Deployment:
    """The deployment with this id, or NoSuchDeployment."""
    deployment = session.get(Deployment, deployment_id)
    if deployment is None:
        raise NoSuchDeployment(params={"id": deployment_id})
    return deployment


def add_service_host(session: Session, registration: Registration, host: str, *, actor: Actor, now: datetime) -> bool:
    """Let lists go on at another host, with the platform's token; False where it was known. The caller commits."""
    origin = read_service_host(host)
    if origin in registration.service_hosts:
        return False
    registration.service_hosts = [*registration.service_hosts, origin]
    action = OperatorAction.SERVICE_HOST_ADDED
    record_event(session, action, actor=actor, now=now, id=registration.id, host=name_host(origin))
    return True


def remove_service_host(
    session: Session, registration: Registration, host: str, *, actor: Actor, now: datetime
) -> bool:
    """Send no token to a host any more; False where it was not known. The caller commits."""
    origin = read_service_host(host)
    if origin not in registration.service_hosts:
        return False
    registration.service_hosts = [each for each in registration.service_hosts if each != origin]
    action = OperatorAction.SERVICE_HOST_REMOVED
    record_event(session, action, actor=actor, now=now, id=registration.id, host=name_host(origin))
    return True


def read_service_host(host: str) -> str:
    """The origin that a host stands for, with TLS unless it says http; raises RegistrationRefused."""
    url = host if "://" in host else f"https://{host}"
    origin = canonical_origin(url)
    if not origin or urlsplit(url)._replace(scheme="", netloc="").geturl().strip("/"):
        raise RegistrationRefused(code="service_host_not_a_host")
    return origin


def set_status(
    session: Session, row: Registration | Deployment, status: Status, *, actor: Actor, now: datetime
) -> None:
    """Let a registration or deployment in, or shut it out; open sessions follow at their next page."""
    row.status = status
    actions = REGISTRATION_ACTIONS if isinstance(row, Registration) else DEPLOYMENT_ACTIONS
    record_event(session, actions[status], actor=actor, now=now, id=row.id)


def remove_registration(session: Session, registration: Registration, *, actor: Actor, now: datetime) -> None:
    """Delete a registration; the database deletes what belongs to it."""
    record_event(
        session,
        OperatorAction.REGISTRATION_REMOVED,
        actor=actor,
        now=now,
        issuer=registration.issuer,
        client_id=registration.client_id,
    )
    session.delete(registration)


def list_registrations(session: Session) -> list[Registration]:
    """Every registration with its deployments, oldest first."""
    query = select(Registration).options(selectinload(Registration.deployments)).order_by(Registration.id)
    return list(session.scalars(query))


def service_hosts(row: Registration) -> list[str]:
    """Where else its lists may go on, as an operator writes it."""
    return [name_host(origin) for origin in row.service_hosts]


def summary(row: Registration) -> dict[str, object]:
    """One line of the listing."""
    return {
        "id": row.id,
        "name": row.name,
        "issuer": row.issuer,
        "client_id": row.client_id,
        "status": row.status,
        "changes_wait": row.proposed is not None,
        "service_hosts": service_hosts(row),
        "deployments": [f"{each.id_on_platform} ({each.status})" for each in row.deployments],
    }


def facts(row: Registration) -> dict[str, object]:
    """Everything there is to know about a registration; none of it is secret."""
    return summary(row) | {
        "auth_login_url": row.auth_login_url,
        "token_url": row.token_url,
        "jwks_url": row.jwks_url,
        "audience": row.audience,
        "deployments_policy": row.deployments_policy,
        "frame_origins": row.frame_origins,
        "allow_anonymous": row.allow_anonymous,
        "institution_roles_grant": row.institution_roles_grant,
        "created_at": row.created_at.isoformat(),
    }


def list_deployments(session: Session) -> list[dict[str, object]]:
    """Every deployment as a line, the pending ones first."""
    query = select(Deployment).options(joinedload(Deployment.registration, innerjoin=True)).order_by(Deployment.id)
    rows = sorted(session.scalars(query), key=lambda row: row.status != Status.PENDING)
    return [
        {
            "id": row.id,
            "status": row.status,
            "deployment_id": row.id_on_platform,
            "issuer": row.registration.issuer,
            "client_id": row.registration.client_id,
        }
        for row in rows
    ]


def let_in(registration: Registration, deployment_id: str, now: datetime) -> None:
    """Let a deployment in, known before or not; the caller commits."""
    if not 0 < len(deployment_id) <= MAXIMUM_ID:
        raise RegistrationRefused(code="deployment_id_length", params={"most": MAXIMUM_ID})
    known = {each.id_on_platform: each for each in registration.deployments}
    if deployment_id not in known:
        known[deployment_id] = Deployment(id_on_platform=deployment_id, created_at=now)
        registration.deployments.append(known[deployment_id])
    known[deployment_id].status = Status.ACTIVE


def _check(issuer: str, client_id: str, facts: dict[str, Any]) -> None:
    for name, value in (("issuer", issuer), ("client id", client_id)):
        if not 0 < len(value) <= MAXIMUM_ID:
            raise RegistrationRefused(code="registration_id_length", params={"field": name, "most": MAXIMUM_ID})
    for name in URL_FIELDS:
        if not is_platform_address(facts.get(name, "")):
            raise RegistrationRefused(code="registration_not_an_address", params={"field": name.replace("_", " ")})
    for origin in facts.get("frame_origins", ()):
        if not is_platform_address(origin) or origin_of(origin) != origin:
            raise RegistrationRefused(code="frame_origin_not_an_origin")
