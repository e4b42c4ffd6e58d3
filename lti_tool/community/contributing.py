"""Sharing a policy link or an idea with a course; learners see it once an instructor lets it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lti_tool.community.models import Contribution
from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.lti.models import Launch
from lti_tool.paging import as_page, cut_out

MOST_WAITING = 5
MOST_IN_A_DAY = 10
MOST_IN_A_COURSE = 2_000
LINK, IDEA = "link", "idea"
OPEN_LICENCES = ("CC-BY-4.0", "CC0-1.0")
LICENCE_WORDS = {
    "course": N_("Only this course may use it"),
    "CC-BY-4.0": N_("Anybody may use it if they name me (CC BY 4.0)"),
    "CC0-1.0": N_("Anybody may use it, without a name (CC0)"),
}
LICENCE_NAMES = {"course": N_("For this course only"), "CC-BY-4.0": N_("CC BY 4.0"), "CC0-1.0": N_("CC0")}


class EnoughForNow(ToolError):
    """Somebody has shared so much that instructors need time to read it first."""

    status = 429
    message = N_("You have shared a lot already. Wait until your instructor has read it, then share more.")
    advice = N_("Nothing was sent. Copy what you wrote to keep it.")


class CourseIsFull(ToolError):
    """A course has more contributions than a gallery can show."""

    status = 409
    message = N_("This course has as many contributions as it can hold.")
    advice = N_("Nothing was sent. Tell your instructor.")


class UnknownContribution(NotFound):
    """A contribution that this course, or this person, does not have."""

    message = N_("There is no such contribution in this course.")


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody wants to share, cleaned and checked; `credit` is empty if no name is to be shown."""

    kind: str
    title: str
    url: str
    background: str
    credit: str
    licence: str


def share(session: Session, launch: Launch, offer: Offer, now: datetime) -> Contribution:
    """Keep it until an instructor has read it; raises EnoughForNow, CourseIsFull. The caller commits."""
    _check_limits(session, launch, now)
    fields = {name: getattr(offer, name) for name in Offer.__slots__}
    found = Contribution(context_id=launch.context_id, user_id=launch.user_id, created_at=now, **fields)
    session.add(found)
    session.flush()
    return found


def take_back(session: Session, launch: Launch, contribution_id: int) -> None:
    """Delete the person's own contribution, shown or not; raises UnknownContribution. The caller commits."""
    found = session.get(Contribution, contribution_id)
    if found is None or found.context_id != launch.context_id or found.user_id != launch.user_id:
        raise UnknownContribution
    session.delete(found)


def list_mine(session: Session, launch: Launch) -> Sequence[Contribution]:
    """What this person shared here, the newest first."""
    return session.scalars(_of_course(launch.context_id).where(Contribution.user_id == launch.user_id)).all()


def list_shown(session: Session, context_id: int, page: int) -> tuple[Sequence[Contribution], bool]:
    """A page of the gallery, the newest first, counted from 1, and whether there are older ones."""
    query = _of_course(context_id).where(Contribution.state == "shown")
    return as_page(session.scalars(cut_out(query, page)).all())


def _of_course(context_id: int) -> Select[Contribution]:
    newest_first = (Contribution.created_at.desc(), Contribution.id.desc())
    return select(Contribution).where(Contribution.context_id == context_id).order_by(*newest_first)


def _check_limits(session: Session, launch: Launch, now: datetime) -> None:
    mine = (Contribution.context_id == launch.context_id, Contribution.user_id == launch.user_id)
    waiting = session.scalar(select(func.count()).where(*mine, Contribution.state == "waiting")) or 0
    today = session.scalar(select(func.count()).where(*mine, Contribution.created_at > now - timedelta(days=1))) or 0
    if waiting >= MOST_WAITING or today >= MOST_IN_A_DAY:
        raise EnoughForNow
    everything = session.scalar(select(func.count()).where(Contribution.context_id == launch.context_id)) or 0
    if everything >= MOST_IN_A_COURSE:
        raise CourseIsFull
