"""One score on its way to one gradebook cell: look where in doubt, send, and say what came of it. No database here."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import StatementError

from lti_tool.delivery.columns import Gradebook, find_column, find_successor
from lti_tool.delivery.leasing.lease import LeaseOver, calls_within
from lti_tool.delivery.reading_back.one_cell import look, look_before_writing
from lti_tool.delivery.reasons import ChangedThere, say
from lti_tool.delivery.tries.backoff import next_delay
from lti_tool.delivery.tries.failures import LATE, OUR_FAULT, Setback, explain, give_up
from lti_tool.delivery.tries.outcomes import Outcome, Parcel, TryOutcome
from lti_tool.errors import ToolError
from lti_tool.lti.services.ags.messages import Result, Score
from lti_tool.lti.services.ags.vocabulary import GONE
from lti_tool.lti.services.http import PlatformUnreachable
from lti_tool.lti.services.quirks import is_stale_timestamp
from lti_tool.lti.services.refusals import PlatformRefused

FURTHEST_STAMP = timedelta(days=1)
TOLERANCE = 0.001

logger = logging.getLogger(__name__)


class Sending:
    """One try. `open_gradebook` may fail as any call may; `remember` is told of a column that was found or made."""

    def __init__(self, parcel: Parcel, clock: Callable[[], datetime], remember: Callable[[Parcel, str], None]) -> None:
        self._parcel = parcel
        self._clock = clock
        self._remember = lambda url: remember(parcel, url)
        self._stamp = parcel.stamp
        self._is_stale = False
        self._in_doubt = parcel.in_doubt
        self._posted_to: str | None = None
        self._shown: Result | None = None

    def carry_out(self, open_gradebook: Callable[[Parcel], Gradebook]) -> Outcome:
        """Send, and say what came of it; nothing that goes wrong is raised."""
        gradebook: Gradebook | None = None
        try:
            gradebook = open_gradebook(self._parcel)
            with calls_within(self._parcel.lease_until, self._clock()):
                self._send(gradebook)
        except LeaseOver:
            return self._fall_back(LATE, gradebook)
        except ToolError as error:
            return self._fall_back(explain(error, self._parcel.registration.token_url), gradebook)
        except Exception as error:  # a fault of ours must not strand the score: it is tried again
            logger.error("score delivery %s: %s", self._parcel.delivery_id, describe_harmlessly(error))
            return self._fall_back(OUR_FAULT, gradebook)
        return self._arrived()

    def _send(self, gradebook: Gradebook) -> None:
        url = find_column(gradebook, self._parcel, self._remember)
        try:
            self._deliver(gradebook, url)
        except PlatformRefused as error:
            if error.refusal.http_status not in GONE:
                raise
            successor = find_successor(gradebook, self._parcel, url, self._remember)
            if successor is None:
                raise
            self._deliver(gradebook, successor)

    def _deliver(self, gradebook: Gradebook, url: str) -> None:
        """Send, unless the gradebook already says it, or says something that a person wrote there."""
        parcel = self._parcel
        held = None if self._is_first else look_before_writing(gradebook, url, parcel)
        if held is None:
            self._post(gradebook, url, None)
        elif self._in_doubt and held.agrees_with(self._make_score(None)):
            self._shown = held
        elif was_raised_there(parcel, held):
            theirs = (float(held.score or 0), float(held.maximum or 0))
            raise ChangedThere(theirs, (parcel.score_given, float(parcel.score_maximum)))
        else:
            self._post(gradebook, url, held.comment)

    @property
    def _is_first(self) -> bool:
        """Whether the gradebook can have nothing of ours yet."""
        return not (self._parcel.was_delivered or self._in_doubt)

    def _post(self, gradebook: Gradebook, url: str, comment: str | None) -> None:
        """A person's comment is sent along: leaving it out would erase it (AGS 2.0 §3.4.9, Moodle)."""
        score = self._make_score(comment)
        try:
            with calls_within(self._parcel.lease_until, self._clock()):
                self._posted_to = url
                gradebook.post_score(url, score)
        except PlatformUnreachable:
            self._in_doubt = True
            raise
        except PlatformRefused as error:
            self._in_doubt = self._in_doubt or error.refusal.http_status >= 500
            if not is_stale_timestamp(error.refusal.http_status, error.refusal.detail):
                raise
            result = look(gradebook, url, self._parcel.user_id)
            if result is None or not result.agrees_with(score):
                self._is_stale = True
                self._stamp_after(result)
                raise
            self._shown = result

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
            new_submission=self._is_first,
            work_url=parcel.work_url,
        )

    def _stamp_after(self, result: Result | None) -> None:
        """The platform's clock, or an old stamp, is ahead: remember it, so that the next one comes after."""
        if result is not None and result.timestamp is not None:
            furthest = self._clock() + FURTHEST_STAMP
            self._stamp = max(self._stamp, min(result.timestamp, furthest))

    def _arrived(self) -> Outcome:
        return Outcome(self._parcel, TryOutcome.DELIVERED, self._clock(), self._stamp, shown=self._shown)

    def _fall_back(self, setback: Setback, gradebook: Gradebook | None) -> Outcome:
        """Again later, or never; before anything is called failed, the result is read."""
        parcel, patience = self._parcel, setback.patience
        delay = next_delay(patience, parcel.tries, setback.retry_after) if patience else None
        if delay is None and patience is not None and gradebook is not None and self._is_there(gradebook):
            return self._arrived()
        ran_out = patience is not None and delay is None
        logger.warning("score delivery %s, try %s: %s", parcel.delivery_id, parcel.tries, say(setback.reason))
        return Outcome(
            parcel,
            TryOutcome.FAILED if delay is None else TryOutcome.LATER,
            self._clock(),
            self._stamp,
            in_doubt=self._in_doubt,
            stale=self._is_stale,
            reason=give_up(setback, parcel.tries) if ran_out else setback.reason,
            delay=delay,
            setback=setback,
            ran_out=ran_out,
        )

    def _is_there(self, gradebook: Gradebook) -> bool:
        if self._posted_to is None:
            return False
        try:
            result = look(gradebook, self._posted_to, self._parcel.user_id)
        except ToolError:
            return False
        if result is None or not result.agrees_with(self._make_score(None)):
            return False
        self._shown = result
        return True


def was_raised_there(parcel: Parcel, held: Result) -> bool:
    """Whether a person gave more than we told and than we would send: that is not taken away without asking.

    What a replaced score of ours may have left there, without our hearing of it, is nobody's gift. Of a score that
    arrived, versions before did not write down what was told; of one that never did, nothing was.
    """
    if parcel.may_overwrite or held.share is None or (parcel.was_delivered and not parcel.told_maximum):
        return False
    told = (parcel.told_given or 0) / parcel.told_maximum if parcel.told_maximum else 0
    ours = parcel.score_given / parcel.score_maximum
    is_doubted = any(abs(held.share - share) < TOLERANCE for share in parcel.doubted)
    return held.share > max(told, ours) + TOLERANCE and not is_doubted


def describe_harmlessly(error: BaseException) -> str:
    """An error and where it arose, without a statement's parameters: a token may be among them."""
    text = error.orig if isinstance(error, StatementError) else error
    return f"{type(error).__name__}: {text}\n{''.join(traceback.format_tb(error.__traceback__))}"
