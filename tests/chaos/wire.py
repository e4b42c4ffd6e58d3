"""A platform on the other end of a wire that a test holds: strict like Moodle, and as broken as it is told to be.

It stands where lti.services.http would be, so tokens, refusals, retries and quirks are the real ones; only the sockets
are not there. Time is the test's clock.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from urllib3 import HTTPHeaderDict

from lti_tool.lti.services.http import Answer, PlatformNotTrusted, PlatformTimedOut, PlatformUnreachable
from tests.support.clock import Clock

TOKEN_LIFE = timedelta(hours=1)
SUBMISSION = "https://canvas.instructure.com/lti/submission"


class Killed(BaseException):
    """SIGKILL, as far as a process can do that to itself: nothing is written from here on."""


@dataclass
class Cell:
    """What the gradebook holds for one person, and what was done to it on the way."""

    share: float
    stamp: datetime
    submissions: int = 0
    posts: int = 0


@dataclass
class Wire:
    """The platform: its gradebook, its tokens, and what is wrong with it until when.

    `meanwhile` happens once, while the next score is in the air.
    """

    clock: Clock
    cells: dict[str, Cell] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    fault: str = ""
    fault_until: datetime | None = None
    tick: Callable[[], None] = lambda: None
    meanwhile: Callable[[], None] | None = None
    _tokens: dict[str, datetime] = field(default_factory=dict)

    def break_(self, fault: str, span: timedelta) -> None:
        """Misbehave for a while."""
        self.fault, self.fault_until = fault, self.clock() + span
        if fault in ("tokens_revoked", "token_down", "key_rotated"):
            self._tokens.clear()

    def mend(self) -> None:
        """Behave."""
        self.fault, self.fault_until = "", None

    @property
    def trouble(self) -> str:
        """What is wrong just now."""
        is_over = self.fault_until is not None and self.clock() >= self.fault_until
        return "" if is_over else self.fault

    def post(self, url: str, data: Mapping[str, str]) -> Answer:
        """The token endpoint."""
        self.calls["token"] += 1
        self.tick()
        _break_the_wire(self.trouble, self.clock)
        if self.trouble == "token_down":
            return _answer(url, 503)
        if self.trouble == "key_rotated":
            return _answer(url, 400, {"error": "invalid_client"})
        token = f"t{self.calls['token']}"
        self._tokens[token] = self.clock() + TOKEN_LIFE
        self.tick()
        return _answer(url, 200, {"access_token": token, "expires_in": int(TOKEN_LIFE.total_seconds())})

    def request(
        self, method: str, url: str, *, data: bytes | None, headers: Mapping[str, str], most_bytes: int = 0
    ) -> Answer:
        """The services: scores and results."""
        self.calls[method] += 1
        self.tick()
        _break_the_wire(self.trouble, self.clock)
        if refusal := self._refuse(url):
            return refusal
        if self.trouble == "tokens_revoked" and self.calls[method] % 5 == 0:
            self._tokens.clear()
        if self._tokens.get(headers["Authorization"].removeprefix("Bearer "), self.clock()) <= self.clock():
            return _answer(url, 401)
        answer = self._take(url, json.loads(data)) if data else self._tell(url)
        self.tick()
        if data and self.trouble in ("cut_after", "half_an_answer"):
            raise PlatformUnreachable
        return answer

    def _refuse(self, url: str) -> Answer | None:
        now = self.clock()
        soon = {"Retry-After": "7"}
        match self.trouble:
            case "error_500":
                return _answer(url, 500)
            case "busy_503":
                return _answer(url, 503)
            case "throttled_seconds":
                return _answer(url, 429, headers=soon)
            case "throttled_date":
                return _answer(
                    url, 429, headers={"Retry-After": format_datetime(now + timedelta(seconds=30), usegmt=True)}
                )
            case "throttled_canvas":
                return _answer(url, 403, "403 Forbidden (Rate Limit Exceeded)", {"X-Rate-Limit-Remaining": "0"})
        return None

    def _take(self, url: str, score: Mapping[str, object]) -> Answer:
        user, stamp = str(score["userId"]), datetime.fromisoformat(str(score["timestamp"]))
        held = self.cells.get(user)
        if held is not None and int(stamp.timestamp()) <= int(held.stamp.timestamp()):
            self.calls["conflicts"] += 1
            return _answer(url, 409, "Refusing score with an earlier timestamp")
        share = float(score["scoreGiven"]) / float(score["scoreMaximum"])  # type: ignore[arg-type]
        cell = Cell(share, stamp, held.submissions if held else 0, held.posts + 1 if held else 1)
        cell.submissions += bool(score[SUBMISSION]["new_submission"])  # type: ignore[index]
        self.cells[user] = cell
        if self.meanwhile is not None:
            happening, self.meanwhile = self.meanwhile, None
            happening()
        return _answer(url, 200)

    def _tell(self, url: str) -> Answer:
        if self.trouble == "results_wrong":
            return _answer(url, 200, "<html>Something went wrong</html>")
        wanted = parse_qs(urlsplit(url).query).get("user_id")
        return _answer(
            url,
            200,
            [
                {
                    "userId": user,
                    "resultScore": cell.share * 40,
                    "resultMaximum": 40,
                    "timestamp": cell.stamp.isoformat(),
                }
                for user, cell in self.cells.items()
                if wanted is None or user in wanted
            ],
        )


def _break_the_wire(trouble: str, clock: Clock) -> None:
    """What keeps a call from being answered at all."""
    if trouble == "slow":
        clock.pass_(seconds=30)
        raise PlatformTimedOut
    if trouble in ("cut_before", "no_such_name"):
        raise PlatformUnreachable
    if trouble == "bad_certificate":
        raise PlatformNotTrusted


def _answer(url: str, status: int, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
    content = b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Answer(status, "", HTTPHeaderDict(headers or {}), content, url)


FAULTS = (
    "slow",
    "error_500",
    "busy_503",
    "throttled_seconds",
    "throttled_date",
    "throttled_canvas",
    "cut_before",
    "cut_after",
    "half_an_answer",
    "tokens_revoked",
    "token_down",
    "key_rotated",
    "results_wrong",
    "bad_certificate",
    "no_such_name",
)
