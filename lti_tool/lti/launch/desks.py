"""Whose sessions a launch ends: the person's before, at a shared desk, and those whose rights are gone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from lti_tool.db import table_of
from lti_tool.lti.launch.verified import VerifiedLaunch
from lti_tool.lti.models import Launch
from lti_tool.lti.roles import CONFIGURES, FOLLOWS

_launches = table_of(Launch)
LIVE_SESSIONS_OF_OTHERS = (
    _launches.c.browser_hash.in_([bindparam("browser"), bindparam("began_in")]),
    _launches.c.person != bindparam("newcomer"),
    _launches.c.ended_at.is_(None),
)
_END_SESSIONS_OF_OTHERS = update(_launches).where(*LIVE_SESSIONS_OF_OTHERS).values(ended_at=bindparam("now"))


def end_sessions_of_others(connection: Connection, verified: VerifiedLaunch, now: datetime) -> None:
    """At a shared desk, the next person's launch ends what the one before left open."""
    connection.execute(_END_SESSIONS_OF_OTHERS, desk_of(verified) | {"now": now})


def desk_of(verified: VerifiedLaunch) -> dict[str, Any]:
    """Whose sessions end: others' at this browser, also under the cookie that it lost on the way."""
    return {
        "browser": verified.browser_hash,
        "began_in": verified.state.browser_hash,
        "newcomer": verified.person,
    }


def end_mightier_sessions(
    connection: Connection, context_id: int, user_id: int, roles: list[str], now: datetime
) -> None:
    """End what was opened with rights that these roles no longer give."""
    lost = [rights for rights in (FOLLOWS, CONFIGURES) if rights.isdisjoint(roles)]
    live = select(_launches.c.id, _launches.c.roles).where(
        _launches.c.user_id == user_id, _launches.c.context_id == context_id, _launches.c.ended_at.is_(None)
    )
    mightier = [
        launch_id for launch_id, had in connection.execute(live) if any(not rights.isdisjoint(had) for rights in lost)
    ]
    if mightier:
        connection.execute(update(_launches).where(_launches.c.id.in_(mightier)).values(ended_at=now))
