"""What a failed try means: why it failed, whether trying again may help, and whether the whole platform should rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from lti_tool.delivery.reasons import GIVEN_UP_AFTER, ResultNotRead, Why
from lti_tool.delivery.tries.backoff import CONFLICT, LOCKED, OUTAGE, SERVER_ERROR, Patience
from lti_tool.errors import ToolError
from lti_tool.lti.services.http import AddressNotAllowed, AnswerTooLarge, PlatformUnreachable
from lti_tool.lti.services.pages import BrokeOff, OddPage, is_passing
from lti_tool.lti.services.quirks import is_brightspace, is_stale_timestamp
from lti_tool.lti.services.refusals import PlatformRefused, Refusal, TokenMissing, TokenRefused
from lti_tool.lti.services.score_refusals import BRIGHTSPACE, meaning_of
from lti_tool.reasons import Reason

BUSY = frozenset({408, 425, 429, 502, 503, 504})
_FINAL = {403: Why.NOT_ALLOWED, 404: Why.CELL_GONE, 410: Why.COLUMN_GONE}


@dataclass(frozen=True)
class Setback:
    """A failed try: `patience` is None where another is useless, `rests_platform` where all should wait."""

    reason: Reason
    patience: Patience | None = None
    retry_after: timedelta | None = None
    rests_platform: bool = False
    is_throttled: bool = False
    http_status: int | None = None


OUR_FAULT = Setback(Reason(Why.OUR_FAULT), SERVER_ERROR)
LATE = Setback(Reason(Why.LATE), OUTAGE)


def explain(error: ToolError, token_url: str = "") -> Setback:
    """What a failed try means, and how to go on; `token_url` is where the platform that failed grants its tokens."""
    if isinstance(error, ResultNotRead):
        return _explain_unread(error, token_url)
    if isinstance(error, PlatformRefused):
        return replace(_explain_refused(error, token_url), http_status=error.refusal.http_status)
    if isinstance(error, AddressNotAllowed):
        return Setback(error.reason)
    if isinstance(error, AnswerTooLarge):
        return Setback(error.reason, SERVER_ERROR)
    if isinstance(error, PlatformUnreachable):
        return Setback(error.reason, OUTAGE, rests_platform=True)
    return Setback(error.reason)


def give_up(setback: Setback, tries: int) -> Reason:
    """The reason that stays when patience ran out."""
    return replace(setback.reason, params={**setback.reason.params, GIVEN_UP_AFTER: tries})


def _explain_unread(error: ResultNotRead, token_url: str) -> Setback:
    """A platform in trouble is left alone as for any call; what may pass is tried again, else a person decides."""
    cause = error.cause.cause if isinstance(error.cause, BrokeOff) else error.cause
    if is_passing(cause) and (trouble := explain(cause, token_url)).rests_platform:
        return trouble
    may_pass = is_passing(cause) or isinstance(cause, OddPage) or _is_without_access(cause)
    return Setback(error.reason, SERVER_ERROR if may_pass else None)


def _is_without_access(error: ToolError) -> bool:
    """A key or a registration that is being changed there; or a scope that is not granted any more."""
    return isinstance(error, TokenRefused) or (isinstance(error, PlatformRefused) and error.refusal.http_status == 401)


def _explain_refused(error: PlatformRefused, token_url: str) -> Setback:
    if isinstance(error, TokenMissing):
        return _without_access(Why.NO_TOKEN, error.refusal)
    if isinstance(error, TokenRefused):
        return _without_access(Why.NO_ACCESS, error.refusal)
    return _explain_refusal(error.refusal, BRIGHTSPACE if is_brightspace(token_url) else "")


def _without_access(why: Why, refusal: Refusal) -> Setback:
    """A registration or a key is not right there: nobody's score is at fault, so none is given up."""
    return Setback(Reason(why, refusal.facts), OUTAGE, refusal.retry_after, rests_platform=True)


def _explain_refusal(refusal: Refusal, platform: str) -> Setback:
    facts, wait = refusal.facts, refusal.retry_after
    if refusal.throttled:
        return Setback(Reason(Why.SLOW_DOWN, facts), OUTAGE, wait, rests_platform=True, is_throttled=True)
    if refusal.http_status == 401:
        return _without_access(Why.NO_ACCESS, refusal)
    if refusal.http_status in BUSY:
        return Setback(Reason(Why.NOT_AVAILABLE, facts), OUTAGE, wait, rests_platform=True)
    if refusal.is_locked:
        return Setback(Reason(Why.LOCKED, facts), LOCKED, wait)
    if refusal.http_status >= 500:
        return Setback(Reason(Why.FAILED, facts), SERVER_ERROR, wait)
    if is_stale_timestamp(refusal.http_status, refusal.detail):
        return Setback(Reason(Why.NEWER_SCORE, facts), CONFLICT, wait)
    return Setback(Reason(meaning_of(refusal.http_status, refusal.detail, platform) or _final(refusal), facts))


def _final(refusal: Refusal) -> Why:
    """What a status alone says."""
    status = refusal.http_status
    if 300 <= status < 400:
        return Why.MOVED
    return _FINAL.get(status, Why.REFUSED)
