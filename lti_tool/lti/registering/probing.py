"""Trying a registration against its live platform: doors, keys, clock, tokens, then the services of its last launch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import ToolError
from lti_tool.lti.launch.platform_keys import parse_key_set
from lti_tool.lti.launch.verification import CLOCK_SKEW_SECONDS
from lti_tool.lti.models import Context, Deployment, Registration, ResourceLink, Status
from lti_tool.lti.registering.registrations import own_addresses
from lti_tool.lti.services.ags.vocabulary import LINEITEM_SCOPE, LINEITEMS_TYPE, RESULT_SCOPE, SCORE_SCOPE
from lti_tool.lti.services.calling import PlatformConnector, read_json
from lti_tool.lti.services.http import Answer, HttpClient
from lti_tool.lti.services.nrps import SCOPE as ROSTER_SCOPE
from lti_tool.lti.services.nrps import read_members
from lti_tool.lti.services.pages import IncompleteList, PagedList, rows_of_array

SCOPES = {"scores": SCORE_SCOPE, "results": RESULT_SCOPE, "line items": LINEITEM_SCOPE, "rosters": ROSTER_SCOPE}
NOT_TRIED = "not tried: no launch has told us its address yet"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried (`works` None: it could not be); `said` is what came of it, without any secret."""

    what: str
    works: bool | None
    said: str


@dataclass(frozen=True)
class Target:
    """What is probed, copied out of its rows: no transaction is open while a platform is called."""

    status: str
    deployments: tuple[str, ...]
    issuer: str
    auth_login_url: str
    token_url: str
    jwks_url: str
    lineitems_url: str | None
    memberships_url: str | None

    @classmethod
    def of(cls, session: Session, registration: Registration) -> Target:
        """A registration with the services of its latest link and course that has them."""
        return cls(
            status=registration.status,
            deployments=tuple(each.status for each in registration.deployments),
            issuer=registration.issuer,
            auth_login_url=registration.auth_login_url,
            token_url=registration.token_url,
            jwks_url=registration.jwks_url,
            lineitems_url=_latest_line_items(session, registration.id),
            memberships_url=_latest_roster(session, registration.id),
        )


def probe(http: HttpClient, target: Target, connector: PlatformConnector, base_url: str) -> Iterator[Finding]:
    """Try everything that launches, grades and rosters need of a platform; nothing is changed there or here.

    `connector` should ask for new tokens: one that is held says nothing of today.
    """
    yield _status(target)
    yield _addresses(target, base_url)
    yield _deployments(target)
    yield _try("its login address", lambda: _open_door(http, target.auth_login_url))
    answered: list[Answer] = []
    yield _try("its key set", lambda: _count_keys(http, target.jwks_url, answered))
    if answered:
        yield _clock(answered[0].headers.get("Date", ""), utcnow())
    for name, scope in SCOPES.items():
        yield _try(f"a token for {name}", partial(_ask_for_token, connector, scope))
    yield _service("its line items", target.lineitems_url, lambda url: _count_line_items(connector, url))
    yield _service("its roster", target.memberships_url, lambda url: _count_people(connector, url))


def _try(what: str, attempt: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, attempt())
    except ToolError as problem:
        return Finding(what, False, problem.message)


def _service(what: str, url: str | None, attempt: Callable[[str], str]) -> Finding:
    return _try(what, lambda: attempt(url)) if url else Finding(what, None, NOT_TRIED)


def _status(target: Target) -> Finding:
    return Finding("the registration", target.status == Status.ACTIVE, target.status)


def _addresses(target: Target, base_url: str) -> Finding:
    """Ours among the platform's answer, too: their key set is even a good one."""
    ours = [name for name, _ in own_addresses(base_url, target.issuer, asdict(target))]
    said = f"an address of this tool itself: {', '.join(ours)}" if ours else "the LMS's own"
    return Finding("its addresses", not ours, said)


def _deployments(target: Target) -> Finding:
    active = target.deployments.count(Status.ACTIVE)
    waiting = len(target.deployments) - active
    return Finding("its deployments", active > 0 or None, f"{active} approved, {waiting} not")


def _open_door(http: HttpClient, url: str) -> str:
    """Any answer of the platform's own will do: without a login in progress, most refuse."""
    status = http.get(url).status_code
    if status >= 500:
        raise ToolError(f"{url} answered HTTP {status}.")
    return "it answers"


def _count_keys(http: HttpClient, url: str, answered: list[Answer]) -> str:
    response = http.get(url, headers={"Accept": "application/json"})
    answered.append(response)
    answer = read_json(response) if response.is_success else None
    keys = parse_key_set(answer) if isinstance(answer, dict) else {}
    if not keys:
        raise ToolError(f"{url} answered HTTP {response.status_code} without a key that we can use.")
    return f"{sum(map(len, keys.values()))} usable"


def _clock(date: str, now: datetime) -> Finding:
    try:
        ahead = parsedate_to_datetime(date) - now
    except (TypeError, ValueError):
        return Finding("its clock", None, "it does not say what time it has")
    seconds = ahead / timedelta(seconds=1)
    return Finding("its clock", abs(seconds) <= CLOCK_SKEW_SECONDS, f"{seconds:+.0f} s from ours")


def _ask_for_token(connector: PlatformConnector, scope: str) -> str:
    _token, lifetime = connector.fetch_token([scope])
    return f"granted for {int(lifetime.total_seconds())} s"


def _count_line_items(connector: PlatformConnector, url: str) -> str:
    listed = PagedList(connector, [LINEITEM_SCOPE], url, LINEITEMS_TYPE, rows_of_array)
    return _count(len([*listed]), "", listed.gap)


def _count_people(connector: PlatformConnector, url: str) -> str:
    roster = read_members(connector, url)
    return _count(len(roster.members), " people", roster.gap)


def _count(found: int, what: str, gap: IncompleteList | None) -> str:
    """So many; raises a ToolError where there may be more."""
    if gap:
        raise ToolError(f"{found}{what}, and perhaps more. {gap.message}")
    return f"{found}{what}"


def _latest_line_items(session: Session, registration_id: int) -> str | None:
    query = (
        select(ResourceLink.lineitems_url)
        .join(ResourceLink.context)
        .join(Context.deployment)
        .where(Deployment.registration_id == registration_id, ResourceLink.lineitems_url.is_not(None))
        .order_by(ResourceLink.id.desc())
    )
    return session.scalar(query.limit(1))


def _latest_roster(session: Session, registration_id: int) -> str | None:
    query = (
        select(Context.memberships_url)
        .join(Context.deployment)
        .where(Deployment.registration_id == registration_id, Context.memberships_url.is_not(None))
        .order_by(Context.id.desc())
    )
    return session.scalar(query.limit(1))
