"""Finding a person's own attempts, by person and link."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import TypeVarTuple

from sqlalchemy import Boolean, ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager, load_only

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rules import Rules, preview_rules, rules_for
from lti_tool.content.model import Module
from lti_tool.errors import N_, NotFound
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch, ResourceLink
from lti_tool.placements.accommodations import Allowance, find_allowance
from lti_tool.placements.course_terms import since_term
from lti_tool.placements.models import Placement
from lti_tool.placements.picking.in_place import must_open_in_lms

_PREVIEW = bindparam("preview", type_=Boolean, literal_execute=True)
"""In the statement's text: a parameter that a partial index looks at makes SQLite plan the statement anew each time."""

_OWN_ATTEMPTS = (  # built once: that costs more than running it
    select(Attempt)
    .where(
        Attempt.placement_id == bindparam("placement"),
        Attempt.user_id == bindparam("user"),
        Attempt.module_id == bindparam("module"),
        Attempt.is_preview == _PREVIEW,
    )
    .order_by(Attempt.number)
)
_PLACEMENT_WITH_OWN = (
    select(Placement, Attempt)
    .outerjoin(
        Attempt,
        (Attempt.placement_id == Placement.id)
        & (Attempt.module_id == Placement.module_id)
        & (Attempt.user_id == bindparam("user"))
        & (Attempt.is_preview == _PREVIEW),
    )
    .where(Placement.resource_link_id == bindparam("link"))
    .order_by(Attempt.number)
)
_OWN_ATTEMPT = (
    select(Attempt)
    .join(Attempt.placement)
    .where(
        Attempt.id == bindparam("attempt"),
        Attempt.user_id == bindparam("user"),
        Placement.resource_link_id == bindparam("link"),
    )
)
_LOCKED_ATTEMPT = _OWN_ATTEMPT.with_for_update(of=Attempt)
_LOCKED_WITH_PLACEMENT = _LOCKED_ATTEMPT.options(contains_eager(Attempt.placement))
_COUNTED = load_only(
    Attempt.user_id,
    Attempt.number,
    Attempt.kind,
    Attempt.started_at,
    Attempt.submitted_at,
    Attempt.closed_by,
    Attempt.ends_at,
    Attempt.late_at,
    Attempt.points,
    Attempt.points_possible,
    Attempt.passed,
    Attempt.pass_share,
)
Columns = TypeVarTuple("Columns")


def get_own(session: Session, attempt_id: int, launch: Launch, *, lock: bool = False) -> Attempt:
    """This person's attempt at the launch's link, or NotFound; `lock` holds it until the commit."""
    return _own(session, attempt_id, launch, _LOCKED_ATTEMPT if lock else _OWN_ATTEMPT)


def hold_own(session: Session, attempt_id: int, launch: Launch) -> Attempt:
    """As get_own with a lock, with its placement in the same statement: whoever hands in needs both."""
    return _own(session, attempt_id, launch, _LOCKED_WITH_PLACEMENT)


def _own(session: Session, attempt_id: int, launch: Launch, query: Select[Attempt]) -> Attempt:
    mine = {"attempt": attempt_id, "user": launch.user_id, "link": launch.resource_link_id}
    attempt = session.scalars(query, mine).one_or_none()
    if attempt is None:
        raise NotFound(N_("There is no such attempt, or it is not yours."))
    return attempt


def list_own(session: Session, launch: Launch, placement: Placement, module_id: str | None = None) -> list[Attempt]:
    """This person's attempts at a module here, first to last; by default the module that the placement shows now."""
    mine = {
        "placement": placement.id,
        "user": launch.user_id,
        "module": module_id or placement.module_id,
        "preview": is_preview(launch),
    }
    return list(session.scalars(_OWN_ATTEMPTS, mine))


def find_with_own(session: Session, launch: Launch) -> tuple[Placement | None, list[Attempt]]:
    """The placement of the launch's link and this person's attempts there, as list_own has them, in one statement."""
    if launch.resource_link_id is None:
        return None, []
    mine = {"link": launch.resource_link_id, "user": launch.user_id, "preview": is_preview(launch)}
    rows = session.execute(_PLACEMENT_WITH_OWN, mine).all()
    return (rows[0].Placement if rows else None), [row.Attempt for row in rows if row.Attempt]


def list_open(session: Session, launch: Launch) -> list[Attempt]:
    """This person's attempts in this course that are not handed in yet."""
    query = select(Attempt).join(Attempt.placement).join(Placement.resource_link)
    mine = query.where(Attempt.user_id == launch.user_id, ResourceLink.context_id == launch.context_id)
    waiting = mine.where(Attempt.submitted_at.is_(None), Attempt.is_preview.is_(False))
    return list(session.scalars(waiting.order_by(Attempt.id)))


def rules_of(
    session: Session, launch: Launch, placement: Placement, module: Module | None, allowance: Allowance | None = None
) -> Rules:
    """The rules this person's attempts follow here and now; a preview is not bound by dates and numbers.

    `allowance` is what the person was granted, where it is known already.
    """
    attempts = module.quiz.attempts if module and module.quiz else None
    allowance = allowance or find_allowance(session, placement, launch.user_id)
    dates = placement.dates_for(allowance.said)
    if is_preview(launch):
        return preview_rules(placement.settings, dates)
    rules = rules_for(placement.settings, dates, attempts, allowance)
    return replace(rules, opens_in_lms=True) if must_open_in_lms(session, launch, placement) else rules


def rules_of_person(session: Session, placement: Placement, user_id: int, module_attempts: int | None = None) -> Rules:
    """The rules that a learner's attempts at a link follow."""
    allowance = find_allowance(session, placement, user_id)
    return rules_for(placement.settings, placement.dates_for(allowance.said), module_attempts, allowance)


def count_begun(session: Session, placement: Placement, user_id: int) -> int:
    """How many attempts a learner has begun in the present term at what a link shows now."""
    shown = placement.module_id
    theirs = (Attempt.user_id == user_id, Attempt.placement_id == placement.id, Attempt.module_id == shown)
    query = select(func.count(Attempt.id)).where(*theirs, Attempt.is_preview.is_(False))
    return session.scalar(query.where(*since_term(placement, Attempt.started_at))) or 0


def tries_at(
    session: Session, placement: Placement, user_ids: Collection[int] | None, *wanted: ColumnElement[bool]
) -> dict[int, list[Attempt]]:
    """Everybody's attempts at a link, or some people's, in their order and with what counting needs; no previews."""
    query = select(Attempt).where(Attempt.placement_id == placement.id, Attempt.is_preview.is_(False), *wanted)
    by_user: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in session.scalars(
        of_people(query, Attempt.user_id, user_ids).options(_COUNTED).order_by(Attempt.number)
    ):
        by_user[attempt.user_id].append(attempt)
    return by_user


def of_people(
    query: Select[*Columns], column: InstrumentedAttribute[int], user_ids: Collection[int] | None
) -> Select[*Columns]:
    """The query for these people alone; None is everybody."""
    return query if user_ids is None else query.where(column.in_(user_ids))
