"""Who is in a course, as its platform says it now: a grade that is not there is missing only of somebody who is."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from lti_tool.delivery.rounds import Services
from lti_tool.errors import ToolError
from lti_tool.lti.models import Context
from lti_tool.lti.services.nrps import read_members

logger = logging.getLogger(__name__)


class Presence(StrEnum):
    """Whether somebody is in a course."""

    PRESENT = "present"
    SUSPENDED = "suspended"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is out of a course, by the platform's user id: the `gone` and the `suspended`.

    Where the whole roster was read, `listed` are all that it names, and whoever is not among them is gone.
    """

    gone: Collection[str] = frozenset()
    suspended: Collection[str] = frozenset()
    listed: Collection[str] | None = None

    def tell(self, user_id: str) -> Presence:
        """Where one person is."""
        if user_id in self.suspended:
            return Presence.SUSPENDED
        is_unlisted = self.listed is not None and user_id not in self.listed
        return Presence.GONE if is_unlisted or user_id in self.gone else Presence.PRESENT


def read_roster(services: Services, context_id: int) -> Roster | None:
    """Ask the platform, with no transaction open; None where it does not say, or not to the end."""
    with services.session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        context = session.get(Context, context_id)
        if context is None or context.memberships_url is None:
            return None
        registration, url = context.deployment.registration, context.memberships_url
        session.expunge_all()
    try:
        read = read_members(services.connector(registration), url)
    except ToolError as error:
        logger.info("comparing without the roster of course %s: %s", context_id, error)
        return None
    if read.gap:
        logger.info("comparing without the rest of the roster of course %s: %s", context_id, read.gap)
        return None
    return Roster(
        suspended=frozenset(member.id_on_platform for member in read.members if not member.is_active),
        listed=frozenset(member.id_on_platform for member in read.members),
    )
