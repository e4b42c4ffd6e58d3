"""Taking a change back: once, by a yes to just what was shown, as a change of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent
from lti_tool.audit.actor import ActorKind
from lti_tool.content.model.record import canonical_json, sha256_hex
from lti_tool.errors import N_
from lti_tool.lti.models import Launch
from lti_tool.undoing.offer import Offer, refused
from lti_tool.undoing.ways import look

TAKEN_BACK = N_("This change was taken back %(when)s. That is a change of its own, and can be taken back, too.")


def offer_back(session: Session, launch: Launch, event: AuditEvent, wanted: frozenset[str] | None) -> Offer:
    """What taking a change of the launch's course back would do now, or why it cannot be done."""
    undone = session.scalars(select(AuditEvent).filter_by(undoes_id=event.id)).one_or_none()
    return refused(TAKEN_BACK, when=undone.at) if undone else look(session, launch, event, wanted)


def fingerprint(event: AuditEvent, offer: Offer) -> str:
    """Names just this change with just these consequences: a yes to others does not count."""
    return sha256_hex(canonical_json([event.id, offer.facts]))[:16]


def take_back(session: Session, launch: Launch, event: AuditEvent, offer: Offer, why: str, now: datetime) -> None:
    """Do what was offered, and mark its line of the log as the one that undoes this change. The caller commits."""
    if offer.do is None:
        raise ValueError("nothing was offered")
    offer.do(why, now)
    session.flush()
    mine = select(AuditEvent).where(
        AuditEvent.context_id == launch.context_id,
        AuditEvent.actor_kind == ActorKind.USER,
        AuditEvent.actor_id == launch.user_id,
        AuditEvent.at == now,
        AuditEvent.id > event.id,
    )
    line = session.scalars(mine.order_by(AuditEvent.id.desc()).limit(1)).one_or_none()
    if line is not None:
        line.undoes_id = event.id


def undone_among(session: Session, event_ids: Iterable[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Of these changes, those that were taken back, and those that took another back."""
    ids = list(event_ids)
    query = select(AuditEvent.id, AuditEvent.undoes_id).where(AuditEvent.undoes_id.is_not(None))
    rows = session.execute(query.where(AuditEvent.id.in_(ids) | AuditEvent.undoes_id.in_(ids))).all()
    return frozenset(undoes for _id, undoes in rows if undoes), frozenset(event_id for event_id, _undoes in rows)
