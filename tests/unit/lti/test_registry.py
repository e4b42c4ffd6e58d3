"""Registrations held in the process: read once, and again when they may have changed."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, sessionmaker

from lti_tool.lti.errors import LoginRefused, RegistrationNotActive, UnknownRegistration
from lti_tool.lti.models import Registration, Status
from lti_tool.lti.registry import FRESH_SECONDS, MAXIMUM_KEPT, Registry
from tests.support.clock import NOON

ISSUER = "https://lms.example"


class Seconds:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class CountedSessions:
    def __init__(self, factory: sessionmaker[Session]) -> None:
        self.factory, self.opened = factory, 0

    def __call__(self) -> Session:
        self.opened += 1
        return self.factory()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def sessions(session_factory: sessionmaker[Session], registration_id: int) -> CountedSessions:
    return CountedSessions(session_factory)


@pytest.fixture
def registry(sessions: CountedSessions, seconds: Seconds) -> Registry:
    return Registry(sessions, seconds)


def change(sessions: CountedSessions, **values: object) -> None:
    with sessions.factory() as session:
        row = session.query(Registration).one()
        for name, value in values.items():
            setattr(row, name, value)
        session.commit()


def test_a_platform_is_read_once_while_it_is_fresh(
    registry: Registry, sessions: CountedSessions, seconds: Seconds
) -> None:
    first = registry.find(ISSUER, "tool-1")
    seconds.now += FRESH_SECONDS

    assert registry.find(ISSUER, "tool-1") is first
    assert sessions.opened == 1


def test_a_change_is_seen_after_a_few_seconds(registry: Registry, sessions: CountedSessions, seconds: Seconds) -> None:
    registry.find(ISSUER, "tool-1")
    change(sessions, status=Status.DISABLED)
    seconds.now += FRESH_SECONDS + 0.1

    with pytest.raises(RegistrationNotActive):
        registry.find(ISSUER, "tool-1")


def test_a_change_by_this_process_is_seen_at_once(registry: Registry, sessions: CountedSessions) -> None:
    registry.find(ISSUER, "tool-1")
    change(sessions, name="Renamed", auth_login_url="https://lms.example/new")
    registry.forget()

    assert registry.find(ISSUER, "tool-1").auth_login_url == "https://lms.example/new"


def test_a_registration_added_after_a_refusal_is_found_at_once(registry: Registry, sessions: CountedSessions) -> None:
    with pytest.raises(UnknownRegistration):
        registry.find("https://new.example", "c")
    add(sessions, "https://new.example", "c")

    assert registry.find("https://new.example", "c").issuer == "https://new.example"


def test_an_issuer_with_one_registration_is_found_without_a_client_id(registry: Registry) -> None:
    assert registry.find(ISSUER, None).client_id == "tool-1"
    assert registry.find(ISSUER, "").client_id == "tool-1"


def test_an_issuer_with_several_needs_a_client_id(registry: Registry, sessions: CountedSessions) -> None:
    add(sessions, ISSUER, "tool-2")

    with pytest.raises(LoginRefused, match="several registrations"):
        registry.find(ISSUER, None)
    assert registry.find(ISSUER, "tool-2").client_id == "tool-2"


@pytest.mark.parametrize("issuer", ["", "https://LMS.example", f"{ISSUER}/"])
def test_an_issuer_is_compared_letter_by_letter(registry: Registry, issuer: str) -> None:
    with pytest.raises(UnknownRegistration):
        registry.find(issuer, "tool-1")


def test_strangers_do_not_fill_the_memory(registry: Registry) -> None:
    for number in range(MAXIMUM_KEPT // 50):
        with pytest.raises(UnknownRegistration):
            registry.find(f"https://{number}.example", "c")

    assert registry._kept == {}


def add(sessions: CountedSessions, issuer: str, client_id: str) -> None:
    with sessions.factory() as session:
        session.add(
            Registration(
                issuer=issuer,
                client_id=client_id,
                auth_login_url=f"{issuer}/auth",
                token_url=f"{issuer}/token",
                jwks_url=f"{issuer}/jwks",
                created_at=NOON,
            )
        )
        session.commit()
