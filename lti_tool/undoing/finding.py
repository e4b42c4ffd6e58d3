"""What a line of the log speaks of, as it is today; nothing of another course."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import ActorKind, AuditEvent
from lti_tool.change_log.lines import spoken_of
from lti_tool.errors import N_, NotFound
from lti_tool.lti.models import Launch, Membership, User
from lti_tool.placements.models import Placement
from lti_tool.placements.words import UNSET


def find_change(session: Session, launch: Launch, event_id: int, *, lock: bool = False) -> AuditEvent:
    """A line of the launch's course; locked, nobody else takes the same change back before the commit.

    Raises NotFound.
    """
    found = session.get(AuditEvent, event_id, with_for_update=lock)
    if found is None or found.context_id != launch.context_id:
        raise NotFound(N_("There is no such change in this course."))
    return found


def number_in(event: AuditEvent, name: str) -> int:
    """A number that a line tells; 0 where it tells none."""
    found = event.told.get(name)
    return found if isinstance(found, int) else 0


def find_link(session: Session, launch: Launch, event: AuditEvent) -> Placement | None:
    """The placement that a line names, held until the commit; None where the course has it no more."""
    held = {"of": Placement}
    found = session.get(Placement, number_in(event, "placement"), with_for_update=held, populate_existing=True)
    return found if found is not None and found.context_id == launch.context_id else None


def find_member(session: Session, launch: Launch, event: AuditEvent) -> Membership | None:
    """The person of the course that a line is about; None where the course knows them no more."""
    theirs = select(Membership).filter_by(context_id=launch.context_id, user_id=spoken_of(event))
    return session.scalars(theirs).one_or_none()


def names_in(session: Session, launch: Launch, event: AuditEvent) -> dict[int, str]:
    """The names of those whom a line speaks of and whom the course knows."""
    wanted = {spoken_of(event)} | ({event.actor.id} if event.actor.kind == ActorKind.USER and event.actor.id else set())
    query = select(User.id, User.name).join(Membership, Membership.user_id == User.id)
    rows = session.execute(query.where(User.id.in_(wanted), Membership.context_id == launch.context_id))
    return {user_id: name or UNSET for user_id, name in rows}
