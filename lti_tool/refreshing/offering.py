"""Whether a refresher is due for somebody, and else when the next one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.rounds import rounds_at
from lti_tool.content.model.refresher import REFRESHER
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.placements.course_terms import of_this_term
from lti_tool.placements.models import Placement
from lti_tool.refreshing.finished import read_topics
from lti_tool.refreshing.rounds import find_open
from lti_tool.refreshing.spacing import INTERVALS


@dataclass(frozen=True, slots=True)
class Offer:
    """What is to be said of refreshers: `next_at` is when the next is due, None where none is to come yet.

    `is_early` says that nothing is due, and that it may be taken all the same.
    """

    is_due: bool = False
    is_begun: bool = False
    is_early: bool = False
    next_at: datetime | None = None

    @property
    def may_start(self) -> bool:
        """Whether there is a round to begin or to go on with."""
        return self.is_due or self.is_begun or self.is_early


NO_OFFER = Offer()


def offer_of(session: Session, launch: Launch, now: datetime, placement: Placement | None = None) -> Offer:
    """What is offered to a launch's person; nothing in a preview.

    `placement` is the link where somebody is. At a refresher's own link whoever has not taken part there yet need not
    wait until one is due: its grade would wait with them.
    """
    if is_preview(launch):
        return NO_OFFER
    topics = read_topics(session, launch.user_id, now)
    if not topics:
        return NO_OFFER
    is_due = any(topic.is_ready(now) for topic in topics)
    may_be_early = any(topic.is_ready(now, early=True) for topic in topics)
    return Offer(
        is_due=is_due,
        is_begun=find_open(session, launch.user_id) is not None,
        is_early=not is_due and may_be_early and _is_awaited_at(session, placement, launch.user_id),
        next_at=None if is_due else min(max(topic.due_at, topic.finished_at + INTERVALS[0]) for topic in topics),
    )


def _is_awaited_at(session: Session, placement: Placement | None, user_id: int) -> bool:
    """Whether this is a refresher's own link, at which the person has not taken part yet."""
    return placement is not None and is_own_link(placement) and not has_taken_part(session, placement, user_id)


def is_own_link(placement: Placement) -> bool:
    """Whether a link shows the refresher itself."""
    return placement.module_id == REFRESHER.id


def has_taken_part(session: Session, placement: Placement, user_id: int) -> bool:
    """Whether somebody finished a round at this link in the present term."""
    return bool(of_this_term(placement, rounds_at(session, placement, [user_id]).get(user_id, ())))
