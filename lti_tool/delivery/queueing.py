"""Putting a score on its way, in the same transaction that made it: submitted means it will arrive."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.delivery.due import due_afresh, make_due, make_many_due
from lti_tool.delivery.lanes import find_lane
from lti_tool.delivery.models import DeliveryState, PlatformLane, ScoreDelivery
from lti_tool.delivery.reasons import UNREAD_LISTS
from lti_tool.lti.models import ResourceLink, User
from lti_tool.lti.services.ags.vocabulary import RESULT_SCOPE, is_graded
from lti_tool.placements.models import Placement
from lti_tool.waking import Need, wake_after_commit

DECIMALS = 4
_FIND = select(ScoreDelivery).where(  # built once: that costs more than running it
    ScoreDelivery.placement_id == bindparam("placement"), ScoreDelivery.user_id == bindparam("user")
)
_LOCK = _FIND.with_for_update().execution_options(populate_existing=True)


def is_link_graded(link: ResourceLink) -> bool:
    """Whether the link's last launch granted what delivering a score needs."""
    return is_graded(link.ags_scopes, link.lineitem_url, link.lineitems_url)


def is_placement_graded(placement: Placement) -> bool:
    """Whether scores of a placement are delivered: where it was placed ungraded, only to a column the platform made."""
    link = placement.resource_link
    return is_link_graded(link) and (placement.is_graded or link.lineitem_url is not None)


def queue_score(
    session: Session,
    placement: Placement,
    user: User,
    attempt_score: Fraction,
    started_at: datetime,
    submitted_at: datetime,
    now: datetime,
    known: ScoreDelivery | None = None,
) -> ScoreDelivery | None:
    """Say what a person's gradebook cell should hold; None where the link is not graded.

    `attempt_score` (0..1) is the score that counts, chosen by the caller. A score that is delivered, or on
    its way, and has not changed is left alone. `known` is the person's delivery where the caller holds it already.
    The caller commits.
    """
    if not 0 <= attempt_score <= 1:
        raise ValueError("a score is a share of its maximum, from 0 to 1")
    if not is_placement_graded(placement):
        return None
    given = round(float(attempt_score * placement.score_maximum), DECIMALS)
    delivery = known or find_delivery(session, placement, user, lock=True)
    if delivery is None:
        lane_id = find_lane(session, placement.resource_link)
        fresh = ScoreDelivery(placement_id=placement.id, user_id=user.id, lane_id=lane_id, revision=1)
        _set_score(session, fresh, given, placement.score_maximum, started_at, submitted_at, now)
        delivery = _insert(session, fresh)
        if delivery is fresh:
            return fresh
    if is_first := _is_first_of_term(placement, delivery, started_at):
        delivery.may_overwrite = True  # whoever began the term was told that all grades of the earlier one are replaced
    if is_first or _needs_sending(delivery, given, placement.score_maximum):
        delivery.revision += 1
        _set_score(session, delivery, given, placement.score_maximum, started_at, submitted_at, now)
    return delivery


def look_again(session: Session, delivery: ScoreDelivery, placement: Placement, now: datetime) -> None:
    """Have a score that stays as it is looked at in the gradebook, and sent once more where that was reset.

    Only where results may be read. The caller commits.
    """
    link = placement.resource_link
    if delivery.state == DeliveryState.DELIVERED and link.lineitem_url and RESULT_SCOPE in link.ags_scopes:
        delivery.look_at, delivery.looks, delivery.restores = now, 0, True
        wake_after_commit(session, Need.DELIVERY)


def find_delivery(session: Session, placement: Placement, user: User, lock: bool = False) -> ScoreDelivery | None:
    """The one delivery of this person at this placement, if any; `lock` holds it until the commit."""
    return session.scalars(_LOCK if lock else _FIND, {"placement": placement.id, "user": user.id}).first()


def resend(session: Session, delivery: ScoreDelivery, now: datetime, *, anyway: bool = True) -> bool:
    """Make a delivery due again, from its first try; False where a sender holds it. The caller commits.

    `anyway` says that whoever asks has seen what the gradebook says: a grade that a person gave there may be replaced.
    """
    session.refresh(delivery, with_for_update=True)
    if delivery.state == DeliveryState.SENDING and delivery.lease_until and delivery.lease_until > now:
        return False
    delivery.may_overwrite = delivery.may_overwrite or anyway
    make_due(session, delivery, now)
    return True


def retry_unread(session: Session, registration_id: int, now: datetime) -> int:
    """Make due again what waits because a list of this platform could not be read; the caller commits."""
    lanes = select(PlatformLane.id).where(PlatformLane.registration_id == registration_id)
    unread = (ScoreDelivery.state == DeliveryState.FAILED, ScoreDelivery.reason_code.in_(UNREAD_LISTS))
    return len(make_many_due(session, due_afresh(now), ScoreDelivery.lane_id.in_(lanes), *unread))


def _insert(session: Session, fresh: ScoreDelivery) -> ScoreDelivery:
    """Insert, or give back the row of whoever was faster (two submissions at once, on Postgres)."""
    try:
        with session.begin_nested():
            session.add(fresh)
    except IntegrityError:
        wanted = select(ScoreDelivery).filter_by(placement_id=fresh.placement_id, user_id=fresh.user_id)
        return session.scalars(wanted.with_for_update()).one()
    return fresh


def _is_first_of_term(placement: Placement, delivery: ScoreDelivery, started_at: datetime) -> bool:
    """Whether what was to be told so far was earned in an earlier term, and this in the present one."""
    since = placement.term_began_at
    return since is not None and delivery.started_at < since <= started_at


def _needs_sending(delivery: ScoreDelivery, given: float, maximum: int) -> bool:
    changed = (delivery.score_given, delivery.score_maximum) != (given, maximum)
    return changed or delivery.state == DeliveryState.FAILED


def _set_score(
    session: Session,
    delivery: ScoreDelivery,
    given: float,
    maximum: int,
    started_at: datetime,
    submitted_at: datetime,
    now: datetime,
) -> None:
    if delivery.in_doubt:
        delivery.doubted = [*delivery.doubted, delivery.score_given / delivery.score_maximum]
    delivery.score_given, delivery.score_maximum = given, maximum
    delivery.started_at, delivery.submitted_at = started_at, submitted_at
    make_due(session, delivery, now)
