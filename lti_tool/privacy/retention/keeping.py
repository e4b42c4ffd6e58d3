"""All terms, kept one after the other: by the tool itself each hour, or by a command to the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.db import only_read
from lti_tool.privacy.retention.courses import COURSES
from lti_tool.privacy.retention.people import PEOPLE
from lti_tool.privacy.retention.practice import PRACTICE
from lti_tool.privacy.retention.rows import LAUNCHES, LOG, REASONS, REFUSALS
from lti_tool.privacy.retention.rule import Rule, Run
from lti_tool.settings import Settings

RULES = (LAUNCHES, REFUSALS, LOG, REASONS, PRACTICE, COURSES, PEOPLE)
"""Parts before what they belong to: whatever goes with something bigger goes no second time."""
ROUNDS_AN_HOUR = 10
TERMS = 71_002  # the name of our lock among all advisory ones of a Postgres database
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


def keep_terms(sessions: Sessions, run: Run, most_rounds: int | None = None) -> dict[str, int]:
    """Forget what is over, a portion a transaction; how much of each rule went.

    Nothing where another process is at it on Postgres. On SQLite only one writes at a time, and each portion is looked
    at again before it goes.
    """
    with _alone(sessions) as is_alone:
        return {rule.name: _keep(rule, sessions, run, most_rounds) for rule in RULES} if is_alone else {}


def _keep(rule: Rule, sessions: Sessions, run: Run, most_rounds: int | None) -> int:
    before, gone, rounds = rule.before(run), 0, 0
    while most_rounds is None or rounds < most_rounds:
        with sessions() as session:
            only_read(session)
            portions = rule.find(session, before)
        done = 0
        for portion in portions:
            with sessions() as session:
                done += rule.forget(session, portion, before, run)
                session.commit()
        if not done:
            break
        gone, rounds = gone + done, rounds + 1
    return gone


@contextmanager
def _alone(sessions: Sessions) -> Iterator[bool]:
    with sessions() as session:
        is_postgres = session.get_bind().dialect.name == "postgresql"
        yield not is_postgres or bool(session.scalar(select(func.pg_try_advisory_xact_lock(TERMS, 0))))
