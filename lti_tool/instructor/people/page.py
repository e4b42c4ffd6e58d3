"""What the page of one learner shows: where they stand at each link of the course, and every attempt they made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import ClosedBy
from lti_tool.branches.models import BranchMember
from lti_tool.content.model.module import Module
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.queueing import is_placement_graded
from lti_tool.errors import N_, NotFound
from lti_tool.instructor.shared.date_words import DateInWords, dates_in_words
from lti_tool.instructor.shared.delivery_words import DeliveryMark, delivery_mark
from lti_tool.instructor.shared.lateness import HandIn, hand_in_of
from lti_tool.lti.models import Launch, User
from lti_tool.placements.accommodations import find_allowance, placements_with_dates
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.dates import Dates
from lti_tool.placements.models import Placement
from lti_tool.placements.shown import shown_at
from lti_tool.progress.models import LearnerProgress


@dataclass(frozen=True, slots=True)
class LinkStanding:
    """One link of the course with a person's attempts at it, whichever modules it showed; newest first."""

    placement: Placement
    module: Module | None
    progress: LearnerProgress | None
    attempts: tuple[Attempt, ...]
    mark: DeliveryMark
    dates: tuple[DateInWords, ...]
    hand_ins: Mapping[int, HandIn | None]

    @property
    def title(self) -> str:
        """What the module is called now, or was when it left the catalogue."""
        return self.module.title if self.module else self.placement.module_id


def find_attempt(session: Session, launch: Launch, user_id: int, attempt_id: int, *, lock: bool = False) -> Attempt:
    """A learner's attempt at any link of the launch's course, previews left out, held if asked; raises NotFound."""
    query = (
        select(Attempt)
        .join(Attempt.placement)
        .where(
            Attempt.id == attempt_id,
            Attempt.user_id == user_id,
            Attempt.is_preview.is_(False),
            Placement.context_id == launch.context_id,
        )
    )
    attempt = session.scalar(query.with_for_update(of=Attempt) if lock else query)
    if attempt is None:
        raise NotFound(N_("There is no such attempt in this course."))
    return attempt


def dates_at(session: Session, attempt: Attempt) -> Dates:
    """The dates that hold for an attempt's person at its link."""
    return attempt.placement.dates_for(find_allowance(session, attempt.placement, attempt.user_id).said)


def branch_name(session: Session, launch: Launch, user_id: int) -> str:
    """The branch a person belongs to in the launch's course; empty where none."""
    member = session.get(BranchMember, (launch.context_id, user_id), options=[joinedload(BranchMember.branch)])
    return member.branch.name if member else ""


def link_standings(session: Session, launch: Launch, user: User) -> list[LinkStanding]:
    """Every link of the course, in the order of the catalogue, in a number of statements that does not grow."""
    said = placements_with_dates(session, launch.context_id, user.id)
    tries = _attempts(session, launch, user)
    in_course = Placement.context_id == launch.context_id
    progress = select(LearnerProgress).join(Placement, Placement.id == LearnerProgress.placement_id)
    deliveries = select(ScoreDelivery).join(ScoreDelivery.placement)
    come = {
        each.placement_id: each
        for each in session.scalars(progress.where(in_course, LearnerProgress.user_id == user.id))
    }
    sent = {
        each.placement_id: each
        for each in session.scalars(deliveries.where(in_course, ScoreDelivery.user_id == user.id))
    }
    return [
        LinkStanding(
            placement,
            _module(session, placement),
            come.get(placement.id),
            tuple(reversed(tries[placement.id])),
            delivery_mark(sent.get(placement.id), is_placement_graded(placement)),
            tuple(each for each in dates_in_words(placement.dates_for(said[placement])) if each.at),
            {each.id: hand_in_of(each, placement.dates_for(said[placement])) for each in tries[placement.id]},
        )
        for placement in _in_order(said)
    ]


def time_taken(attempt: Attempt) -> timedelta | None:
    """From the start to the end of a submitted attempt."""
    return attempt.submitted_at - attempt.started_at if attempt.submitted_at else None


def how_it_closed(attempt: Attempt) -> str:
    """A sentence where an attempt was not simply handed in."""
    if attempt.submitted_at is None:
        return _("This attempt is still open. You see the answers saved so far; they may change.")
    if attempt.closed_by == ClosedBy.SWEEP:
        return _("The time ran out, so what was answered was handed in automatically.")
    if attempt.closed_by == ClosedBy.LATE:
        return _("This was handed in after the time and its grace had ended. Only what was saved in time counts.")
    return ""


def _in_order(placements: Iterable[Placement]) -> list[Placement]:
    order = {module.id: place for place, module in enumerate(catalogue().modules)}
    return sorted(placements, key=lambda each: (order.get(each.module_id, len(order)), each.id))


def _module(session: Session, placement: Placement) -> Module | None:
    module = catalogue().module(placement.module_id)
    return shown_at(session, placement, module).module if module else None


def _attempts(session: Session, launch: Launch, user: User) -> dict[int, list[Attempt]]:
    query = (
        select(Attempt)
        .join(Attempt.placement)
        .where(Attempt.user_id == user.id, Attempt.is_preview.is_(False), Placement.context_id == launch.context_id)
        .order_by(Attempt.number)
    )
    found: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in session.scalars(query):
        found[attempt.placement_id].append(attempt)
    return found
