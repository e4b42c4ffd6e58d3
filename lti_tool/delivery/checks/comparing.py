"""Comparing a link's gradebook column with the ledger: what is missing, differs, was changed by hand, or is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from lti_tool.delivery.checks.presence import Presence, Roster
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.queueing import resend
from lti_tool.delivery.reading_back.noting import note_compared
from lti_tool.delivery.rounds import Services
from lti_tool.lti.models import Context, Deployment, Membership, Registration, ResourceLink, User
from lti_tool.lti.services.ags.gradebook import GradebookService
from lti_tool.lti.services.ags.messages import Result, Results
from lti_tool.placements.models import Placement
from lti_tool.reasons import Reason

TOLERANCE = 0.001


class Difference(StrEnum):
    """How a gradebook differs from what it should hold; the first two are fixed when asked to, no others."""

    MISSING = "missing"
    OTHER = "other"
    CHANGED = "changed"
    GONE = "gone"
    SUSPENDED = "suspended"
    NO_COLUMN = "no_column"
    NOT_GRADED = "not_graded"
    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"


NOT_COMPARED = frozenset({Difference.NO_COLUMN, Difference.NOT_GRADED, Difference.UNREADABLE, Difference.INCOMPLETE})
"""Of a link whose column could not be read, or not to its end: what was not seen is no difference, and no agreement."""

MENDABLE = frozenset({Difference.MISSING, Difference.OTHER})
_OF_PRESENCE = {
    Presence.PRESENT: Difference.MISSING,
    Presence.SUSPENDED: Difference.SUSPENDED,
    Presence.GONE: Difference.GONE,
}


@dataclass(frozen=True, slots=True)
class Points:
    """A grade: so many points of so many."""

    given: float
    maximum: float

    def __str__(self) -> str:
        """For commands: 7.5 / 10."""
        return f"{self.given:g} / {self.maximum:g}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: of a person's score at a link, or of the link's whole column (then without a delivery).

    `gap` says why the column was not read to its end, where that is what was found.
    """

    kind: str
    link_id: int
    title: str
    placement_id: int | None = None
    delivery_id: int | None = None
    name: str = ""
    ours: Points | None = None
    theirs: Points | None = None
    gap: Reason = Reason()  # noqa: RUF009  it is frozen

    def to_json(self) -> dict[str, Any]:
        """Plain values, as a check keeps them; a gap only where there is one, which versions before do not know."""
        return {name: value for name, value in asdict(self).items() if name != "gap" or self.gap}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Finding:
        """What to_json gave; points that the version before kept in words are not read."""
        points = {name: Points(**kept[name]) for name in ("ours", "theirs") if isinstance(kept[name], Mapping)}
        gap = {"gap": Reason(**kept["gap"])} if "gap" in kept else {}
        return cls(**{**kept, "ours": None, "theirs": None, **points, **gap})


class Readable(Protocol):
    """What a check asks of a gradebook."""

    def can_read_results(self) -> bool:
        """Whether results may be read."""

    def has_lineitem(self, lineitem_url: str) -> bool:
        """Whether the column is still there."""

    def read_results(self, lineitem_url: str) -> Results:
        """What it holds for everybody."""


OpenColumn = Callable[[Services, ResourceLink, Registration], Readable]


def open_column(services: Services, link: ResourceLink, registration: Registration) -> Readable:
    """The gradebook behind a link, over HTTP."""
    connector = services.connector(registration)
    return GradebookService(connector, link.ags_scopes, link.lineitem_url, link.lineitems_url)


def find_links(session: Session, context_id: int | None = None, registration_id: int | None = None) -> list[int]:
    """The links with scores, be they sent or not: one that has no gradebook column is a finding too."""
    links = select(ResourceLink.id).join(ResourceLink.context).join(Context.deployment)
    sent = select(Placement.resource_link_id).join(ScoreDelivery, ScoreDelivery.placement_id == Placement.id)
    links = links.where(ResourceLink.id.in_(sent))
    if context_id is not None:
        links = links.where(ResourceLink.context_id == context_id)
    if registration_id is not None:
        links = links.where(Deployment.registration_id == registration_id)
    return list(session.scalars(links.order_by(ResourceLink.id)))


def check_link(
    services: Services, link_id: int, open_column: OpenColumn = open_column, roster: Roster | None = None
) -> list[Finding]:
    """Read one link's column and say what differs; no transaction is open meanwhile. Raises ToolError.

    `roster` tells who left from whose grade is missing; without it, what launches and earlier rosters said does. What
    was seen is kept with the scores.
    """
    with services.session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        link = session.get_one(ResourceLink, link_id)
        registration = link.context.deployment.registration
        deliveries = _deliveries(session, link)
        who_left = roster or _who_left(session, link.context_id)
        placement_id = session.scalar(select(Placement.id).filter_by(resource_link_id=link.id))
        session.expunge_all()
    if not link.lineitem_url:
        return [Finding(Difference.NOT_GRADED, link.id, link.title, placement_id)]
    gradebook, url = open_column(services, link, registration), link.lineitem_url
    if not gradebook.has_lineitem(url):
        return [Finding(Difference.NO_COLUMN, link.id, link.title, placement_id)]
    if not gradebook.can_read_results():
        return [Finding(Difference.UNREADABLE, link.id, link.title, placement_id)]
    results = gradebook.read_results(url)
    note_compared(services, deliveries, results)
    found = [*_compare(link, deliveries, results, who_left)]
    if results.gap:
        found.append(Finding(Difference.INCOMPLETE, link.id, link.title, placement_id, gap=results.gap.reason))
    return found


def mend(session: Session, findings: Sequence[Finding], now: datetime, *, overwrite: bool = False) -> int:
    """Make due again what is missing or other; what a person changed only where `overwrite` says so.

    The caller commits.
    """
    due = 0
    for finding in findings:
        is_asked = finding.kind in MENDABLE or (overwrite and finding.kind == Difference.CHANGED)
        delivery = session.get(ScoreDelivery, finding.delivery_id) if is_asked else None
        if delivery is not None and resend(session, delivery, now):
            due += 1
    return due


def recreate_column(session: Session, link_id: int, now: datetime) -> int:
    """Forget a column that was deleted there, so that the next score finds or makes one. The caller commits."""
    session.execute(
        update(ResourceLink)
        .where(ResourceLink.id == link_id)
        .values(lineitem_url=None)
        .execution_options(synchronize_session=False)
    )
    deliveries = session.scalars(
        select(ScoreDelivery).join(ScoreDelivery.placement).where(Placement.resource_link_id == link_id)
    ).all()
    return sum(resend(session, delivery, now) for delivery in deliveries)


def _deliveries(session: Session, link: ResourceLink) -> Sequence[ScoreDelivery]:
    query = select(ScoreDelivery).join(ScoreDelivery.placement).where(Placement.resource_link_id == link.id)
    query = query.where(ScoreDelivery.state.in_([DeliveryState.DELIVERED, DeliveryState.FAILED]))
    return session.scalars(query.options(joinedload(ScoreDelivery.user)).order_by(ScoreDelivery.id)).all()


def _who_left(session: Session, context_id: int) -> Roster:
    """What is known without a roster read now: who left a course is out of it, everybody else is in it."""
    left = select(User.id_on_platform).join(Membership, Membership.user_id == User.id)
    left = left.where(Membership.context_id == context_id, Membership.is_active.is_(False))
    return Roster(frozenset(session.scalars(left)))


def _compare(
    link: ResourceLink, deliveries: Sequence[ScoreDelivery], results: Results, roster: Roster
) -> Iterator[Finding]:
    """Of a column that was not read to its end, only those who were read are judged."""
    for delivery in deliveries:
        user: User = delivery.user
        if results.gap and user.id_on_platform not in results.by_user:
            continue
        result = results.by_user.get(user.id_on_platform, Result(None, None))
        if kind := _difference(delivery, result, roster.tell(user.id_on_platform)):
            theirs = None if result.score is None else Points(result.score, result.maximum or 0.0)
            ours = Points(delivery.score_given, delivery.score_maximum)
            yield Finding(kind, link.id, link.title, delivery.placement_id, delivery.id, user.name, ours, theirs)


def _difference(delivery: ScoreDelivery, result: Result, presence: Presence) -> Difference | None:
    """A value that we never told, where ours was taken, is a person's (or the platform's own rule's)."""
    share = result.share
    if share is None:
        return _OF_PRESENCE[presence]
    if abs(share - delivery.score_given / delivery.score_maximum) < TOLERANCE:
        return None
    is_ours = delivery.told_given is None or any(abs(share - told) < TOLERANCE for told in delivery.told_shares)
    return Difference.OTHER if is_ours else Difference.CHANGED
