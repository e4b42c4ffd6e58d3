"""A registration's people and courses go to a new client id of the same LMS: the protocol's own rows.

An LMS that makes its tool registration anew gives it another client id, and often another deployment id, while its
courses, people and links keep their ids. Without a move everybody would begin again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Table, and_, delete, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from lti_tool.audit import Actor, OperatorAction, record_event
from lti_tool.db import Base, table_of
from lti_tool.errors import ToolError
from lti_tool.lti.models import (
    AccessToken,
    Context,
    Deployment,
    Launch,
    Membership,
    Registration,
    ResourceLink,
    User,
)
from lti_tool.lti.registering.registrations import MAXIMUM_ID

LEFT_BY_OPENING = frozenset({"memberships", "launches", "resource_links", "placements"})
"""Tables that a launch alone writes to: rows there are no work of anybody."""


class MoveRefused(ToolError):
    """A move that would mix up two platforms, or two halves of one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A deployment that moves, and what it becomes: one that the new registration knows already, or a new one."""

    source: Deployment
    name: str
    target: Deployment | None


@dataclass(frozen=True, slots=True)
class Collision:
    """A course or a person of whom both hold data: `what` is "course" or "person", `name` what the old one calls it."""

    what: str
    name: str
    id_on_platform: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a move would do; `collisions` keep it from being done."""

    old: Registration
    new: Registration
    pairs: list[Pair]
    collisions: list[Collision] = field(default_factory=list)


def plan_move(session: Session, old: Registration, new: Registration, deployments: Mapping[str, str]) -> Plan:
    """What would move; `deployments` names those whose id is another one in the new registration.

    Deployments that nobody used stay. Raises MoveRefused for another LMS's registration, a deployment that either does
    not have, or two that would become one.
    """
    if old.id == new.id:
        raise MoveRefused("A registration is not moved to itself.")
    if old.issuer != new.issuer:
        raise MoveRefused(
            f"Registration {new.id} is of another LMS ({new.issuer}) than registration {old.id} ({old.issuer})."
        )
    pairs = _pair(old, new, deployments, [each for each in old.deployments if _is_used(session, each)])
    return Plan(old, new, pairs, [each for pair in pairs for each in _collisions(session, pair)])


def move_rows(session: Session, plan: Plan, *, actor: Actor, now: datetime) -> None:
    """Give the old registration's deployments, courses, people and links to the new one; the caller commits.

    Addresses of gradebook columns and rosters are forgotten, for they name the old registration; the next launch of a
    link brings the new ones. Sessions end, since they were opened by the old client id. Raises MoveRefused.
    """
    if plan.collisions:
        count = len(plan.collisions)
        raise MoveRefused(f"Both registrations hold data of {count} of the same people or courses. Nothing has moved.")
    for pair in plan.pairs:
        _move(session, pair, pair.target or _add_target(session, plan.new, pair, now), now)
    session.execute(delete(AccessToken).where(AccessToken.registration_id == plan.old.id))
    record_event(
        session,
        OperatorAction.REGISTRATION_MOVED,
        actor=actor,
        now=now,
        old_id=plan.old.id,
        old_client_id=plan.old.client_id,
        new_id=plan.new.id,
        new_client_id=plan.new.client_id,
        deployments={pair.source.id_on_platform: pair.name for pair in plan.pairs},
    )


def _pair(old: Registration, new: Registration, named: Mapping[str, str], used: Sequence[Deployment]) -> list[Pair]:
    _check_names(old, named)
    targets = {each.id_on_platform: each for each in new.deployments}
    pairs = []
    for source in used:
        name = source.id_on_platform
        becomes = named.get(name, name)
        if becomes not in targets and name not in named:
            known = ", ".join(targets) or "-"
            raise MoveRefused(
                f"Registration {new.id} has no deployment “{name}” (known there: {known}). Say which one it becomes: "
                f"--deployment {name}=…; one that is not known there is made."
            )
        pairs.append(Pair(source, becomes, targets.get(becomes)))
    if twice := [name for name, times in Counter(pair.name for pair in pairs).items() if times > 1]:
        raise MoveRefused(
            f"Two deployments would become one, “{twice[0]}”: their people and courses could be mixed up."
        )
    return pairs


def _check_names(old: Registration, named: Mapping[str, str]) -> None:
    known = {each.id_on_platform for each in old.deployments}
    for name, becomes in named.items():
        if name not in known:
            raise MoveRefused(f"Registration {old.id} has no deployment “{name}”.")
        if not 0 < len(becomes) <= MAXIMUM_ID:
            raise MoveRefused(code="deployment_id_length", params={"most": MAXIMUM_ID})


def _is_used(session: Session, deployment: Deployment) -> bool:
    columns = _references_to(table_of(Deployment))
    return bool(session.scalar(select(or_(*(exists().where(each == deployment.id) for each in columns)))))


def _collisions(session: Session, pair: Pair) -> Iterator[Collision]:
    """Courses, then people, of whom both deployments hold more than a launch leaves."""
    if pair.target is None:
        return
    there = aliased(Context)
    courses = select(Context.title, Context.id_on_platform).join(there, there.id_on_platform == Context.id_on_platform)
    courses = courses.where(Context.deployment_id == pair.source.id, there.deployment_id == pair.target.id)
    for title, name in session.execute(courses.where(_is_worked_in(there.id)).order_by(Context.id)):
        yield Collision("course", title, name)
    twin = aliased(User)
    people = select(User.name, User.id_on_platform).join(twin, twin.id_on_platform == User.id_on_platform)
    people = people.where(User.deployment_id == pair.source.id, twin.deployment_id == pair.target.id)
    for full_name, name in session.execute(people.where(_names(table_of(User), twin.id)).order_by(User.id)):
        yield Collision("person", full_name, name)


def _is_worked_in(context_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a course has rows that somebody's work left: of its own, or of its links."""
    placements = Base.metadata.tables["placements"]
    its_own = placements.c.context_id == context_id
    of_links = [exists().where(column == placements.c.id, its_own) for column in _references_to(placements)]
    return or_(_names(table_of(Context), context_id), *of_links)


def _names(table: Table, row_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether any row that is somebody's work names this row of the table."""
    return or_(*(exists().where(column == row_id) for column in _references_to(table)))


def _references_to(table: Table) -> Iterator[Column[int]]:
    for each in Base.metadata.sorted_tables:
        if each.name not in LEFT_BY_OPENING:
            yield from (key.parent for key in each.foreign_keys if key.column.table is table)


def _add_target(session: Session, new: Registration, pair: Pair, now: datetime) -> Deployment:
    target = Deployment(id_on_platform=pair.name, status=pair.source.status, created_at=now)
    new.deployments.append(target)
    session.flush()
    return target


def _move(session: Session, pair: Pair, target: Deployment, now: datetime) -> None:
    _make_room(session, pair.source.id, target.id)
    moved = select(Context.id).where(Context.deployment_id == pair.source.id)
    is_open = (Launch.context_id.in_(moved), Launch.ended_at.is_(None))
    for statement in (
        update(Context).where(Context.deployment_id == pair.source.id).values(memberships_url=None),
        update(ResourceLink).where(ResourceLink.context_id.in_(moved)).values(lineitem_url=None, lineitems_url=None),
        update(Launch).where(*is_open).values(ended_at=now),
    ):
        session.execute(statement)
    for column in _references_to(table_of(Deployment)):
        given = {column.name: target.id}
        session.execute(update(column.table).where(column == pair.source.id).values(given))
    session.expire_all()


def _make_room(session: Session, source_id: int, target_id: int) -> None:
    """Drop what launches by the new client id left of the same courses and people: the old rows take their place."""
    session.execute(delete(Context).where(*_twins_of(Context, source_id, target_id)))
    twin, kept = aliased(User), aliased(User)
    same = (kept.id_on_platform == twin.id_on_platform, kept.deployment_id == source_id)
    for model in (Membership, Launch):  # in courses that the new registration alone has
        person = select(kept.id).join(twin, and_(*same)).where(twin.id == model.user_id).scalar_subquery()
        is_twins = model.user_id.in_(select(User.id).where(*_twins_of(User, source_id, target_id)))
        session.execute(update(model).where(is_twins).values(user_id=person))
    session.execute(delete(User).where(*_twins_of(User, source_id, target_id)))


def _twins_of(model: type[Context] | type[User], source_id: int, target_id: int) -> tuple[ColumnElement[bool], ...]:
    """In the new deployment, what has the same id on the platform as something in the old one."""
    old = aliased(model)
    ids = select(old.id_on_platform).where(old.deployment_id == source_id)
    return (model.deployment_id == target_id, model.id_on_platform.in_(ids))
