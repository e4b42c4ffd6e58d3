"""What waits, in words for operators: in English, as their commands are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.lti.launch.refusals import one_line
from lti_tool.notices.telling import Notice
from lti_tool.operators.waiting import Matter, Waiting, find_waiting

_SHORT = {
    Matter.REGISTRATION: "approval",
    Matter.ADDRESSES: "new addresses",
    Matter.DEPLOYMENT: "deployment {about_id}",
    Matter.PLATFORM_DOWN: "failing since {since}",
    Matter.LANE_STUCK: "scores since {since}: {scores}",
    Matter.ERASURE: "deletion request {about_id}",
}
_LONG = {
    Matter.REGISTRATION: (
        "Registration {registration_id}, {issuer}, waits to be approved.",
        "lti-tool registrations approve {registration_id}",
    ),
    Matter.ADDRESSES: (
        "New addresses were asked for registration {registration_id}, {issuer}. The old ones stay until you decide.",
        "lti-tool registrations changes {registration_id}",
    ),
    Matter.DEPLOYMENT: (
        "Deployment {about_id} of registration {registration_id}, {issuer}, waits to be approved.",
        "lti-tool deployments approve {about_id}",
    ),
    Matter.PLATFORM_DOWN: (
        "The gradebook of registration {registration_id}, at {host}, has been failing since {since}. "
        "Scores that have waited for more than an hour: {scores}. They are tried again automatically.",
        "lti-tool grades status",
    ),
    Matter.LANE_STUCK: (
        "Scores for registration {registration_id}, at {host}, that have waited for more than an hour: {scores}. "
        "The oldest was queued at {since}.",
        "lti-tool grades status",
    ),
    Matter.ERASURE: (
        "A person of registration {registration_id}, {issuer}, asks to have their data deleted: request {about_id}.",
        "lti-tool privacy requests",
    ),
}


def say_shortly(waiting: Waiting) -> str:
    """A few words for a cell of a table."""
    return _fill(_SHORT[waiting.matter], waiting)


def say(waiting: Waiting) -> str:
    """A sentence, and below it the command that shows more or answers it."""
    sentence, command = (_fill(each, waiting) for each in _LONG[waiting.matter])
    return f"{sentence}\n    {command}"


def notices(session: Session, now: datetime) -> list[Notice]:
    """All that waits, as mails say it."""
    return [Notice(each.matter.value, each.about_id, say(each)) for each in find_waiting(session, now)]


def _fill(words: str, waiting: Waiting) -> str:
    """An issuer and a host are what an LMS says of itself: nothing in them begins a line of its own."""
    return words.format(
        about_id=waiting.about_id,
        registration_id=waiting.registration_id,
        issuer=one_line(waiting.issuer),
        host=one_line(waiting.host) or "an unknown host",
        since=_moment(waiting.since),
        scores=waiting.scores,
    )


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "-"
