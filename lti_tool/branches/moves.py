"""Where people were before a change, kept with its line of the log so that it can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent
from lti_tool.branches.models import Branch, BranchMember, BranchMove
from lti_tool.db import insert_if_absent

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Place:
    """The branch that somebody is in, by name, and who says so; both empty for no branch."""

    branch: str = ""
    source: str = ""


NOWHERE = Place()


def places_of(session: Session, context_id: int, people: Collection[int]) -> dict[int, Place]:
    """Where these people of a course are now."""
    found: dict[int, Place] = {}
    for some in _in_chunks(sorted(people)):
        query = select(BranchMember.user_id, Branch.name, BranchMember.source).join(BranchMember.branch)
        rows = session.execute(query.where(BranchMember.context_id == context_id, BranchMember.user_id.in_(some)))
        found |= {user_id: Place(name, source) for user_id, name, source in rows}
    return {user_id: found.get(user_id, NOWHERE) for user_id in people}


def keep_moves(session: Session, event: AuditEvent, before: Mapping[int, Place], after: Mapping[int, Place]) -> None:
    """Keep where those who are elsewhere now were before a change. The caller commits."""
    session.flush()
    moved = [user_id for user_id in before if before[user_id] != after[user_id]]
    for some in _in_chunks(moved):
        rows = [
            {
                "event_id": event.id,
                "user_id": user_id,
                "branch_before": before[user_id].branch,
                "source_before": before[user_id].source,
                "branch": after[user_id].branch,
            }
            for user_id in some
        ]
        insert_if_absent(session, BranchMove, rows)


def moves_of(session: Session, event: AuditEvent) -> Sequence[BranchMove]:
    """Whom a change moved, from where to where; nobody who was erased since."""
    return session.scalars(select(BranchMove).filter_by(event_id=event.id).order_by(BranchMove.user_id)).all()


def follow_name(session: Session, context_id: int, before: str, name: str) -> None:
    """A branch is called otherwise now, also where it is told of earlier moves. The caller commits."""
    here = BranchMove.event_id.in_(select(AuditEvent.id).where(AuditEvent.context_id == context_id))
    for column in (BranchMove.branch_before, BranchMove.branch):
        moved = update(BranchMove).where(here, column == before).values({column: name})
        session.execute(moved.execution_options(synchronize_session=False))


def _in_chunks(people: Sequence[int]) -> Iterator[Sequence[int]]:
    return (people[start : start + CHUNK] for start in range(0, len(people), CHUNK))
