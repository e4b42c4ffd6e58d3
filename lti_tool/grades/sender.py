"""Delivering what is due: claim, commit, call out, write down. No transaction is open during a call."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import N_, ToolError
from lti_tool.grades import ledger
from lti_tool.grades.backoff import SERVER_ERROR, next_delay
from lti_tool.grades.columns import Gradebook, find_column, find_successor
from lti_tool.grades.ledger import Parcel
from lti_tool.grades.reasons import Setback, explain, give_up
from lti_tool.lti.ags import GradebookService, Result, Score
from lti_tool.lti.models import Registration
from lti_tool.lti.quirks import is_stale_timestamp
from lti_tool.lti.refusals import PlatformRefused
from lti_tool.lti.services import PlatformConnector

BATCH = 50
LONGEST_REST = timedelta(seconds=30)
FURTHEST_STAMP = timedelta(days=1)
OUR_FAULT = Setback(N_("This tool failed to send the score; its operator can see why in the log."), SERVER_ERROR)
GONE = frozenset({404, 410})

logger = logging.getLogger(__name__)


class Services(Protocol):
    """What the application lends to the sender; `app.extensions["lti"]` is one."""

    @property
    def session_factory(self) -> Callable[[], Session]:
        """Makes a session of its own, outside any request."""

    def connector(self, registration: Registration) -> PlatformConnector:
        """How to speak to a registration's platform."""


OpenGradebook = Callable[[Services, Parcel], Gradebook]


@dataclass
class Tally:
    """What came of one round: ids of deliveries that arrived, will be tried later, or failed for good."""

    delivered: list[int] = field(default_factory=list)
    later: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many scores were sent, or tried."""
        return len(self.delivered) + len(self.later) + len(self.failed)


def open_gradebook(services: Services, parcel: Parcel) -> Gradebook:
    """The gradebook behind a parcel's link, over HTTP."""
    connector = services.connector(parcel.registration)
    return GradebookService(connector, parcel.scopes, parcel.lineitem_url, parcel.lineitems_url)


def deliver_due(
    services: Services,
    clock: Callable[[], datetime] = utcnow,
    limit: int = BATCH,
    open_gradebook: OpenGradebook = open_gradebook,
    should_stop: Callable[[], bool] = lambda: False,
) -> Tally:
    """Send up to `limit` scores that are due, one after the other; foreseen failures end up in the ledger.

    Any number of workers may call it at once: a row is sent by whoever claims it. `clock` is read again for
    each score, since a score is stamped when it is sent; `should_stop` is asked before each one.
    """
    with services.session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        due = ledger.find_due(session, clock(), limit)
    tally = Tally()
    for delivery_id in due:
        if should_stop():
            break
        with services.session_factory() as session:
            parcel = ledger.claim(session, delivery_id, clock())
            session.commit()
        if parcel is not None:
            _Delivery(services, clock, parcel).carry_out(open_gradebook, tally)
    return tally


class _Delivery:
    """One score on its way to one gradebook cell."""

    def __init__(self, services: Services, clock: Callable[[], datetime], parcel: Parcel) -> None:
        self._services = services
        self._clock = clock
        self._parcel = parcel
        self._stamp = max(clock(), parcel.earliest_stamp)

    def carry_out(self, open_gradebook: OpenGradebook, tally: Tally) -> None:
        """Send, and write down what came of it."""
        try:
            self._send(open_gradebook(self._services, self._parcel))
        except ToolError as error:
            self._write_setback(explain(error), tally)
        except Exception as error:
            logger.error("score delivery %s: %s", self._parcel.delivery_id, describe_harmlessly(error))
            self._write_setback(OUR_FAULT, tally)
        else:
            with self._services.session_factory() as session:
                ledger.record_delivered(session, self._parcel, self._stamp, self._clock())
                session.commit()
            tally.delivered.append(self._parcel.delivery_id)

    def _send(self, gradebook: Gradebook) -> None:
        url = find_column(gradebook, self._parcel, self._remember)
        try:
            self._post(gradebook, url)
        except PlatformRefused as error:
            if error.refusal.http_status not in GONE:
                raise
            successor = find_successor(gradebook, self._parcel, url, self._remember)
            if successor is None:
                raise
            self._post(gradebook, successor)

    def _post(self, gradebook: Gradebook, url: str) -> None:
        comment = self._read_comment(gradebook, url)
        self._stamp = max(self._clock(), self._parcel.earliest_stamp)
        score = self._make_score(comment)
        try:
            gradebook.post_score(url, score)
        except PlatformRefused as error:
            if not is_stale_timestamp(error.refusal.http_status, error.refusal.detail):
                raise
            result = _read_or_none(gradebook, url, self._parcel.user_id)
            if result is None or not result.agrees_with(score):
                self._stamp_after(result)
                raise

    def _make_score(self, comment: str | None) -> Score:
        """A first delivery is a submission in Canvas; a later one changes the grade and eats no attempt."""
        parcel = self._parcel
        return Score(
            user_id=parcel.user_id,
            score_given=parcel.score_given,
            score_maximum=parcel.score_maximum,
            timestamp=self._stamp,
            started_at=parcel.started_at,
            submitted_at=parcel.submitted_at,
            comment=comment,
            new_submission=not parcel.was_delivered,
        )

    def _read_comment(self, gradebook: Gradebook, url: str) -> str | None:
        """A person's comment on an earlier score: leaving it out would erase it (AGS 2.0 §3.4.9, Moodle)."""
        if not self._parcel.was_delivered:
            return None
        result = _read_or_none(gradebook, url, self._parcel.user_id)
        return result.comment if result else None

    def _stamp_after(self, result: Result | None) -> None:
        """The platform's clock, or an old stamp, is ahead: remember it, so that the next one comes after."""
        if result is not None and result.timestamp is not None:
            furthest = self._clock() + FURTHEST_STAMP
            self._stamp = max(self._stamp, min(result.timestamp, furthest))

    def _remember(self, url: str) -> None:
        with self._services.session_factory() as session:
            ledger.store_lineitem(session, self._parcel, url)
            session.commit()

    def _write_setback(self, setback: Setback, tally: Tally) -> None:
        parcel, now = self._parcel, self._clock()
        delay = next_delay(setback.patience, parcel.tries, setback.retry_after) if setback.patience else None
        ran_out = setback.patience is not None and delay is None
        reason = give_up(setback, parcel.tries) if ran_out else setback.reason
        with self._services.session_factory() as session:
            ledger.record_setback(session, parcel, self._stamp, now, reason, delay)
            if setback.rests_platform and delay is not None:
                rest = setback.retry_after or min(delay, LONGEST_REST)
                ledger.rest_platform(session, parcel.registration.id, now + rest)
            session.commit()
        logger.warning("score delivery %s, try %s: %s", parcel.delivery_id, parcel.tries, setback.reason)
        (tally.failed if delay is None else tally.later).append(parcel.delivery_id)


def _read_or_none(gradebook: Gradebook, url: str, user_id: str) -> Result | None:
    """What the gradebook holds, or None where it may not be read or refuses to say."""
    if not gradebook.can_read_results():
        return None
    try:
        return gradebook.read_result(url, user_id)
    except PlatformRefused:
        return None


def describe_harmlessly(error: BaseException) -> str:
    """An error and where it arose, without a statement's parameters: a token may be among them."""
    text = error.orig if isinstance(error, StatementError) else error
    return f"{type(error).__name__}: {text}\n{''.join(traceback.format_tb(error.__traceback__))}"
