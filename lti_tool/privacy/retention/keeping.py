"""All terms, one after the other: by the tool itself some stretches of each every hour, or by a command to the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_tool.db import only_read, read_by_index
from lti_tool.privacy.retention.courses import COURSES
from lti_tool.privacy.retention.launches import LAUNCHES
from lti_tool.privacy.retention.people import PEOPLE
from lti_tool.privacy.retention.practice import PRACTICE
from lti_tool.privacy.retention.rows import LOG, REASONS, REFUSALS
from lti_tool.privacy.retention.rule import Rule, Run
from lti_tool.settings import Settings
from lti_tool.work.turns import Turn

CHORE, EVERY = "retention", timedelta(hours=1)
RULES = (LAUNCHES, REFUSALS, LOG, REASONS, PRACTICE, COURSES, PEOPLE)
"""Parts before what they belong to: whatever goes with something bigger goes no second time."""
ROUNDS_AN_HOUR = 20
Sessions = Callable[[], Session]


@dataclass(frozen=True, slots=True)
class Due:
    """What of one rule is over its term."""

    rule: Rule
    before: datetime
    count: int


def count_due(sessions: Sessions, settings: Settings, now: datetime) -> list[Due]:
    """What would go now; nothing is changed, and nobody is kept from writing."""
    with sessions() as session:
        only_read(session)
        moments = [(rule, settings.before(rule.setting, now)) for rule in RULES]
        return [Due(rule, before, rule.count(session, before)) for rule, before in moments]


def keep_terms(sessions: Sessions, run: Run, turn: Turn, most_rounds: int | None = None) -> dict[str, int]:
    """Forget what is over, a portion a transaction; how much of each rule went.

    With `most_rounds` of each rule it goes on where the last run ended; else it looks at everything. Raises TurnLost.
    """
    return {rule.name: _keep(rule, sessions, run, turn, most_rounds) for rule in RULES}


def _keep(rule: Rule, sessions: Sessions, run: Run, turn: Turn, most_rounds: int | None) -> int:
    """A stretch is looked at until nothing of it goes any more, then the next one."""
    places = {} if most_rounds is None else turn.places
    before, gone, rounds = rule.before(run), 0, 0
    while most_rounds is None or rounds < most_rounds:
        turn.keep()
        done, reached = _keep_once(rule, sessions, run, before, places.get(rule.setting, 0))
        gone, rounds = gone + done, rounds + 1
        if not done:
            places[rule.setting] = reached
            if not reached:
                break
    return gone


def _keep_once(rule: Rule, sessions: Sessions, run: Run, before: datetime, after: int) -> tuple[int, int]:
    with sessions() as session:
        only_read(session)
        read_by_index(session)
        found = rule.find(session, before, after)
    done = 0
    for portion in found.portions:
        with sessions() as session:
            done += rule.forget(session, portion, before, run)
            session.commit()
    return done, found.reached
