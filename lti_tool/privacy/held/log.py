"""Lines of the log: what somebody did, what was done about them, and what they shared and others decided on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, or_, select
from sqlalchemy.orm import Session

from lti_tool.audit.actor import ActorKind
from lti_tool.audit.models import AuditEvent
from lti_tool.community.models import Contribution
from lti_tool.errors import N_
from lti_tool.privacy.holding import Holding, Kind, TableMap, parts, told
from lti_tool.privacy.person import Person
from lti_tool.privacy.searching import by, courses_of, fact

USER, CONTRIBUTION = "user", "contribution"
ABOUT_SOMEBODY = frozenset({USER, "reason"})
OF_A_CONTRIBUTION = frozenset({"title", "answer"})
TOLD = told("at action facts detail context_id")


def own_facts(person: Person, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a line tells this person: not whom else it is about, and why somebody else got something."""
    about = facts.get(USER)
    is_about_another = about is not None and str(about) not in map(str, person.user_ids)
    return {name: value for name, value in facts.items() if not (is_about_another and name in ABOUT_SOMEBODY)}


def _where_they_were(person: Person) -> ColumnElement[bool]:
    """The log of the courses that know the person, and the operators': the rest cannot speak of them."""
    return or_(AuditEvent.context_id.in_(courses_of(person)), AuditEvent.context_id.is_(None))


def _did(person: Person) -> ColumnElement[bool]:
    labels = [f"{ActorKind.USER} {user_id}" for user_id in person.user_ids]
    is_actor = and_(AuditEvent.actor_kind == ActorKind.USER, AuditEvent.actor_id.in_(person.user_ids))
    was_actor = and_(AuditEvent.actor_kind == "", AuditEvent.actor_before.in_(labels))
    return and_(_where_they_were(person), or_(is_actor, was_actor))


def _speaks_of(person: Person) -> ColumnElement[bool]:
    numbers = [str(user_id) for user_id in person.user_ids]
    speaks = or_(fact(AuditEvent.facts, USER).in_(numbers), fact(AuditEvent.detail, USER).in_(numbers))
    return and_(_where_they_were(person), speaks)


def _decides_on_what_they_shared(person: Person) -> ColumnElement[bool]:
    shared = select(cast(Contribution.id, String)).where(by(Contribution.user_id)(person))
    decides = or_(fact(AuditEvent.facts, CONTRIBUTION).in_(shared), fact(AuditEvent.detail, CONTRIBUTION).in_(shared))
    return and_(_where_they_were(person), decides)


def _nobody_about(_session: Session, _person: Person, facts: dict[str, Any] | None) -> dict[str, Any] | None:
    return facts and {name: value for name, value in facts.items() if name not in ABOUT_SOMEBODY}


def _nothing_shared(_session: Session, _person: Person, facts: dict[str, Any] | None) -> dict[str, Any] | None:
    return facts and {name: value for name, value in facts.items() if name not in OF_A_CONTRIBUTION}


LOG = (
    TableMap(
        AuditEvent,
        parts(
            others="actor_id actor_name actor",
            words="facts detail",
            plain="id at actor_kind actor_via action context_id undoes_id",
        ),
        (
            Holding(
                "log_of_what_you_did",
                Kind.MENTION,
                N_("Lines of the log: what you changed in a course"),
                _did,
                TOLD,
                {"actor_id": None, "actor_name": "", "actor": ActorKind.USER.value},
            ),
            Holding(
                "log_about_you",
                Kind.MENTION,
                N_("Lines of the log: what staff changed about you"),
                _speaks_of,
                TOLD,
                {"facts": _nobody_about, "detail": _nobody_about},
            ),
            Holding(
                "log_of_what_you_shared",
                Kind.MENTION,
                N_("Lines of the log: what was decided on resources that you shared"),
                _decides_on_what_they_shared,
                TOLD,
                {"facts": _nothing_shared, "detail": _nothing_shared},
            ),
        ),
    ),
)
