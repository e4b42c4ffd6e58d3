"""People whom nobody has seen for long are erased, as if they had asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from lti_tool.db import absent
from lti_tool.lti.models import Context, Deployment, Launch, Membership, User
from lti_tool.privacy.erased import keys_of
from lti_tool.privacy.erasing import erase
from lti_tool.privacy.finding import NobodyFound
from lti_tool.privacy.person import Person
from lti_tool.privacy.retention.rule import Found, Portion, Rule, Run

PEOPLE_AT_ONCE = 50
STRETCH = 200


def count(session: Session, before: datetime) -> int:
    """How many people were not seen since."""
    return session.scalar(select(func.count()).select_from(User).where(_is_unseen(before))) or 0


def find(session: Session, before: datetime, after: int) -> Found:
    """Some of them in a stretch of people, each a portion."""
    last = after + STRETCH
    stretch = select(User.id).where(User.id > after, User.id <= last, _is_unseen(before)).order_by(User.id)
    portions = [[user_id] for user_id in session.scalars(stretch.limit(PEOPLE_AT_ONCE))]
    newest = session.scalar(select(func.max(User.id))) or 0
    return Found(portions, last if last < newest else 0)


def forget(session: Session, portion: Portion, before: datetime, run: Run) -> int:
    """Erase them, but for whoever came meanwhile, or was erased by somebody else."""
    query = select(User, Deployment.registration_id).join(Deployment, Deployment.id == User.deployment_id)
    unseen = session.execute(query.where(User.id.in_(portion), _is_unseen(before))).all()
    try:
        for user, registration_id in unseen:
            person = Person.of(registration_id, [user])
            erase(session, person, keys_of(run.settings)[0], actor=run.actor, now=run.now)
    except NobodyFound:
        return 0
    return len(unseen)


PEOPLE = Rule("people", "keep_people_days", count, find, forget)


def _is_unseen(before: datetime) -> ColumnElement[bool]:
    """Whoever neither opened the tool nor was on the roster of a course when it was read, since that moment.

    Of whom nothing says when they were seen, nothing says that it is long ago: they stay, as does whoever was named by
    a roster that was never read to its end, which has no moment.
    """
    theirs = Membership.user_id == User.id
    launches = select(Launch.id).where(Launch.user_id == User.id)
    was_here = not_(and_(absent(select(Membership.id).where(theirs)), absent(launches)))
    came = select(Membership.id).where(theirs, Membership.last_seen_at >= before)
    stayed = launches.where(Launch.last_seen_at >= before)
    listed = (
        select(Membership.id)
        .join(Context, Context.id == Membership.context_id)
        .where(theirs, Membership.is_active)
        .where(or_(Context.roster_read_at >= before, Context.roster_read_at.is_(None)))
        .where(or_(Membership.is_on_roster, Membership.last_seen_at.is_(None)))
    )
    return and_(absent(came), absent(stayed), absent(listed), was_here)
