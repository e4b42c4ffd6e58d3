"""One person of the launch's course."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.errors import N_, NotFound
from lti_tool.lti.models import Launch, Membership


class NoSuchPerson(NotFound):
    """Somebody who is not in this course, or nobody at all: nobody else's people can be looked up here."""

    message = N_("There is no such person in this course.")


def find_person(session: Session, launch: Launch, user_id: int) -> Membership:
    """The membership, with its user, of somebody in the launch's course; raises NoSuchPerson."""
    query = select(Membership).where(Membership.user_id == user_id, Membership.context_id == launch.context_id)
    found = session.scalar(query.options(joinedload(Membership.user, innerjoin=True)))
    if found is None:
        raise NoSuchPerson
    return found
