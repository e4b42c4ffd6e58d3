"""A platform's no: its status, its reason in words, and whether asking again may help."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from lti_tool.errors import N_, ToolError
from lti_tool.lti.services.http import Answer
from lti_tool.lti.services.quirks import cut_echoed_request, is_locked_by_moodle, is_throttled_by_canvas
from lti_tool.reasons import Params

MAXIMUM_DETAIL = 300
MAXIMUM_WAIT = timedelta(days=1)
_WORDED_FIELDS = ("error_description", "detail", "message", "reason", "title", "error")


@dataclass(frozen=True)
class Refusal:
    """What a platform answered instead of a yes; `detail` is its own wording, cleaned and short.

    `is_locked` says that it keeps a grade, or a column, from being changed.
    """

    http_status: int
    detail: str = ""
    retry_after: timedelta | None = None
    throttled: bool = False
    is_locked: bool = False

    @property
    def is_temporary(self) -> bool:
        """Whether asking again later may help: throttled, busy, or an error of the platform's own."""
        return self.throttled or self.http_status in (408, 425, 429) or self.http_status >= 500

    @property
    def facts(self) -> dict[str, Any]:
        """What is kept of it."""
        return {"http_status": self.http_status, "detail": self.detail}

    def __str__(self) -> str:
        """Status and wording, as an operator wants them."""
        return f"HTTP {self.http_status}" + (f": {self.detail}" if self.detail else "")


class PlatformRefused(ToolError):
    """A service of the platform answered, and the answer was no."""

    code = "platform_refused"
    status = 502
    title = N_("The learning platform refused")
    message = N_("The learning platform refused our request (%(refusal)s).")

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(params=refusal.facts)
        self.refusal = refusal

    @staticmethod
    def places(params: Params) -> Params:
        """The platform's status and its own words stand together."""
        return {"refusal": Refusal(params["http_status"], params["detail"])}


class TokenRefused(PlatformRefused):
    """The platform gave us no access token: its registration of this tool, or a key, is not right."""

    code = "token_refused"
    message = N_("The learning platform gave us no access to its services (%(refusal)s).")


class TokenMissing(TokenRefused):
    """The platform answered a request for a token as if it gave one, and there was none in the answer."""

    code = "token_missing"
    message = N_("The learning platform gave us no access to its services: its answer held no access token.")


def read_refusal(response: Answer, now: datetime) -> Refusal:
    """Understand an error answer, whatever its form: JSON, HTML, or nothing but a reason phrase."""
    text = response.content[:10_000].decode("utf-8", "replace")
    throttled = is_throttled_by_canvas(response.status_code, response.headers, text)
    detail = _clean(_find_detail(text) or _own_phrase(response))
    return Refusal(
        http_status=response.status_code,
        detail=detail,
        retry_after=parse_retry_after(response.headers.get("Retry-After", ""), now),
        throttled=throttled or response.status_code == HTTPStatus.TOO_MANY_REQUESTS,
        is_locked=not detail and is_locked_by_moodle(response.status_code, response.headers, text),
    )


def parse_retry_after(value: str, now: datetime) -> timedelta | None:
    """Seconds or an HTTP date (RFC 9110 §10.2.3), at most a day; None when absent, past or nonsense."""
    try:
        wait = timedelta(seconds=float(value)) if _is_number(value) else parsedate_to_datetime(value) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(wait, MAXIMUM_WAIT) if wait > timedelta(0) else None


def _is_number(value: str) -> bool:
    return value.strip().replace(".", "", 1).isdecimal()


def _find_detail(text: str) -> str:
    """The words in a JSON body, or the body itself where it is neither JSON nor HTML.

    Moodle writes JSON with quotes inside its quotes.
    """
    try:
        return _wording(json.loads(text))
    except (ValueError, RecursionError):
        return "" if "<" in text else text.strip("{}[] \r\n\t")


def _wording(answer: Any) -> str:
    """The best text: error_description (OAuth), detail (RFC 9457), errors (Canvas), reason; else the fields' errors."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, list):
        return _wording(answer[0]) if answer else ""
    if not isinstance(answer, dict):
        return ""
    if "errors" in answer:
        return _wording(answer["errors"])
    worded = (answer[name] for name in _WORDED_FIELDS if answer.get(name) and isinstance(answer[name], str))
    return next(worded, "") or _field_errors(answer)


def _field_errors(answer: dict[str, Any]) -> str:
    """What is wrong with which field, as Django REST framework says it: `{"timestamp": ["…"]}` (Open edX)."""
    said = ((name, text) for name, texts in answer.items() if isinstance(texts, list) for text in texts[:1])
    return "; ".join(f"{name}: {text}" for name, text in said if isinstance(text, str))


def _own_phrase(response: Answer) -> str:
    """The reason phrase, unless it is the standard one: Moodle puts the reason there, and only there."""
    reason = response.reason or ""
    try:
        standard = HTTPStatus(response.status_code).phrase
    except ValueError:
        standard = ""
    return "" if reason.lower() == standard.lower() else cut_echoed_request(reason)


def _clean(detail: str) -> str:
    """One short line of printable text."""
    return " ".join("".join(c if c.isprintable() else " " for c in detail).split())[:MAXIMUM_DETAIL]
