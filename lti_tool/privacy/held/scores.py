"""Scores on their way to the gradebook."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from lti_tool.delivery.models import DeliveryTry, GradeCheck, PlatformLane, ScoreDelivery
from lti_tool.errors import N_
from lti_tool.privacy.holding import Holding, Kind, TableMap, parts, told
from lti_tool.privacy.person import Person
from lti_tool.privacy.searching import by, has_one_of, in_their_courses, through

_theirs = by(ScoreDelivery.user_id)


def findings_on(session: Session, person: Person, findings: list[Any]) -> list[Any]:
    """What the last comparison with a course's gradebook found of this person."""
    ids = set(session.scalars(_delivery_ids(person)))
    return [each for each in findings if each.get("delivery_id") in ids]


def _findings_without(session: Session, person: Person, findings: list[Any]) -> list[Any]:
    theirs = findings_on(session, person, findings)
    return [each for each in findings if each not in theirs]


def _delivery_ids(person: Person) -> Select[int]:
    return select(ScoreDelivery.id).where(_theirs(person))


SCORES = (
    TableMap(
        ScoreDelivery,
        parts(
            person="user_id",
            content="score_given score_maximum started_at submitted_at state tries sent_at delivered_at told_given "
            "told_maximum in_doubt doubted may_overwrite told_before read_back read_back_at read_back_given "
            "read_back_maximum",
            plain="id placement_id lane_id revision due_since warned_at next_try_at lease_until stamp again_at "
            "look_at looks restores request_id reason reason_code reason_params",
        ),
        (Holding("scores", Kind.OWN, N_("Scores sent to your LMS’s gradebook"), _theirs),),
    ),
    TableMap(
        DeliveryTry,
        parts(
            content="at outcome score_given",
            plain="id delivery_id http_status request_id said reason_code reason_params",
        ),
        (
            Holding(
                "score_tries",
                Kind.OWN,
                N_("Each time that a score was sent"),
                through(DeliveryTry.delivery_id, ScoreDelivery.id, _theirs),
            ),
        ),
    ),
    TableMap(
        GradeCheck,
        parts(
            others="findings",
            plain="context_id state total done reason reason_code reason_params asked_at held_until finished_at",
        ),
        (
            Holding(
                "score_checks",
                Kind.MENTION,
                N_("Where the gradebook of a course differed from your score"),
                lambda person: and_(
                    in_their_courses(GradeCheck.context_id)(person),
                    has_one_of(GradeCheck.findings, "delivery_id", _delivery_ids(person).scalar_subquery()),
                ),
                told("context_id findings finished_at"),
                {"findings": _findings_without},
            ),
        ),
    ),
    TableMap(
        PlatformLane,
        parts(
            plain="id registration_id host holder held_until failures failing_since paused_until width delivered later "
            "failed reason reason_code reason_params"
        ),
        nobody="how the gradebook of an LMS is doing",
    ),
)
