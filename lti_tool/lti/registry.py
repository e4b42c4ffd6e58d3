"""Registrations held in the process, so that a login asks the database nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.lti.errors import LoginRefused, RegistrationNotActive, UnknownRegistration
from lti_tool.lti.models import Registration, Status

FRESH_SECONDS = 5.0
MAXIMUM_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Platform:
    """A registration's facts, detached from any session and safe to share between threads."""

    id: int
    issuer: str
    client_id: str
    auth_login_url: str
    token_url: str
    jwks_url: str
    audience: str | None
    status: str
    accepts_any_deployment: bool
    allow_anonymous: bool
    institution_roles_grant: bool
    frame_origins: tuple[str, ...]
    service_hosts: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Registration) -> Platform:
        """Copy the facts out of a row."""
        return cls(
            id=row.id,
            issuer=row.issuer,
            client_id=row.client_id,
            auth_login_url=row.auth_login_url,
            token_url=row.token_url,
            jwks_url=row.jwks_url,
            audience=row.audience,
            status=row.status,
            accepts_any_deployment=row.deployments_policy == "any",
            allow_anonymous=row.allow_anonymous,
            institution_roles_grant=row.institution_roles_grant,
            frame_origins=tuple(row.frame_origins),
            service_hosts=tuple(row.service_hosts),
        )

    @property
    def addresses_for_tokens(self) -> list[str]:
        """URLs to whose origins access tokens may be sent, as registered; over http only where that says so."""
        secure = [url for url in (self.issuer, self.auth_login_url, self.jwks_url) if url.startswith("https://")]
        return [self.token_url, *secure, *self.service_hosts]

    @property
    def frame_ancestors(self) -> str:
        """Who may frame our pages."""
        return frame_ancestors(self.auth_login_url, self.frame_origins)


def frame_ancestors(auth_login_url: str, frame_origins: Sequence[str]) -> str:
    """Who may frame our pages: the listed origins, else any https site (Canvas frames from its customer's host)."""
    if frame_origins:
        return " ".join(frame_origins)
    origin = urlsplit(auth_login_url)
    return "https:" if origin.scheme == "https" else f"https: http://{origin.netloc}"


class Registry:
    """Finds platforms by issuer and client id; a row is read again after a few seconds, or when it is not known."""

    def __init__(self, session_factory: Callable[[], Session], clock: Callable[[], float] = time.monotonic) -> None:
        self._session_factory = session_factory
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[float, Platform]] = {}

    def find(self, issuer: str, client_id: str | None) -> Platform:
        """Return the active platform, or raise UnknownRegistration, RegistrationNotActive or LoginRefused."""
        platform = self._kept_or_read(issuer, client_id or "")
        return _let_in(platform)

    def by_id(self, registration_id: int) -> Platform:
        """Return the active platform of a login that we began; raises UnknownRegistration or RegistrationNotActive."""
        with self._session_factory() as session:
            row = session.get(Registration, registration_id)
            if row is None:
                raise UnknownRegistration
            platform = Platform.of(row)
        return _let_in(platform)

    def forget(self) -> None:
        """Drop what is held, after a command in this process changed a row."""
        self._kept.clear()

    def _kept_or_read(self, issuer: str, client_id: str) -> Platform:
        read_at, platform = self._kept.get((issuer, client_id), (0.0, None))
        if platform is None or self._clock() - read_at > FRESH_SECONDS:
            platform = self._read(issuer, client_id)
            if len(self._kept) >= MAXIMUM_KEPT:
                self._kept.clear()
            self._kept[issuer, client_id] = (self._clock(), platform)
        return platform

    def _read(self, issuer: str, client_id: str) -> Platform:
        query = select(Registration).where(Registration.issuer == issuer)
        if client_id:
            query = query.where(Registration.client_id == client_id)
        with self._session_factory() as session:
            rows = session.scalars(query.limit(2)).all()
            if not rows:
                raise UnknownRegistration
            if len(rows) > 1:
                raise LoginRefused(code="login_without_client_id")
            return Platform.of(rows[0])


def _let_in(platform: Platform) -> Platform:
    """The platform, if it may; raises RegistrationNotActive that says whether it waits or was switched off."""
    if platform.status == Status.PENDING:
        raise RegistrationNotActive(code="registration_waits")
    if platform.status != Status.ACTIVE:
        raise RegistrationNotActive(code="registration_switched_off")
    return platform
