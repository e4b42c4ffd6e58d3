"""The event log: every LTI message, told in plain words, so that a reader of it learns LTI."""

import dataclasses
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from lti_tool.demo_lms.state.store import Store

KEPT_EVENTS = 300
_KIND = "event"
_SPEC = "https://www.imsglobal.org/spec/"
Outcome = Literal["ok", "refused", "warning"]


@dataclass(frozen=True)
class MessageKind:
    """A kind of LTI message: who sends it to whom, by which way, and where the specification describes it."""

    name: str
    title: str
    sender: str
    receiver: str
    way: str
    spec_title: str
    spec_url: str


_KINDS = (
    MessageKind(
        "login",
        "Login initiation",
        "Demo LMS",
        "Tool",
        "through the browser",
        "Security Framework: third-party initiated login",
        _SPEC + "security/v1p0/#step-1-third-party-initiated-login",
    ),
    MessageKind(
        "authorize",
        "Authentication request",
        "Tool",
        "Demo LMS",
        "through the browser",
        "Security Framework: authentication request",
        _SPEC + "security/v1p0/#step-2-authentication-request",
    ),
    MessageKind(
        "launch",
        "Launch message",
        "Demo LMS",
        "Tool",
        "through the browser",
        "LTI Core: resource link launch request",
        _SPEC + "lti/v1p3#resource-link-launch-request-message",
    ),
    MessageKind(
        "deep_linking_request",
        "Deep linking request",
        "Demo LMS",
        "Tool",
        "through the browser",
        "Deep Linking: request message",
        _SPEC + "lti-dl/v2p0#deep-linking-request-message",
    ),
    MessageKind(
        "submission_review",
        "Submission review",
        "Demo LMS",
        "Tool",
        "through the browser",
        "Submission Review: launch message",
        _SPEC + "lti-sr/v1p0#submission-review-message",
    ),
    MessageKind(
        "data_privacy",
        "Data privacy launch",
        "Demo LMS",
        "Tool",
        "through the browser",
        "Data Privacy Launch",
        _SPEC + "lti-dp/v1p0",
    ),
    MessageKind(
        "deep_linking_response",
        "Deep linking response",
        "Tool",
        "Demo LMS",
        "through the browser",
        "Deep Linking: response message",
        _SPEC + "lti-dl/v2p0#deep-linking-response-message",
    ),
    MessageKind(
        "platform_keys",
        "The LMS's public keys",
        "Tool",
        "Demo LMS",
        "server to server",
        "Security Framework: authentication response validation",
        _SPEC + "security/v1p0/#authentication-response-validation",
    ),
    MessageKind(
        "tool_keys",
        "The tool's public keys",
        "Demo LMS",
        "Tool",
        "server to server",
        "Security Framework: key set URL",
        _SPEC + "security/v1p0/#h_key-set-url",
    ),
    MessageKind(
        "token",
        "Access token",
        "Tool",
        "Demo LMS",
        "server to server",
        "Security Framework: client credentials grant",
        _SPEC + "security/v1p0/#using-json-web-tokens-with-oauth-2-0-client-credentials-grant",
    ),
    MessageKind(
        "line_items",
        "Line items",
        "Tool",
        "Demo LMS",
        "server to server",
        "Assignment and Grade Services: line item service",
        _SPEC + "lti-ags/v2p0/#line-item-service",
    ),
    MessageKind(
        "score",
        "Score",
        "Tool",
        "Demo LMS",
        "server to server",
        "Assignment and Grade Services: score publish service",
        _SPEC + "lti-ags/v2p0/#score-publish-service",
    ),
    MessageKind(
        "results",
        "Results",
        "Tool",
        "Demo LMS",
        "server to server",
        "Assignment and Grade Services: result service",
        _SPEC + "lti-ags/v2p0#result-service",
    ),
    MessageKind(
        "memberships",
        "Names and roles",
        "Tool",
        "Demo LMS",
        "server to server",
        "Names and Role Provisioning Services: context membership",
        _SPEC + "lti-nrps/v2p0#context-membership",
    ),
    MessageKind(
        "openid_configuration",
        "The LMS's configuration",
        "Tool",
        "Demo LMS",
        "server to server",
        "Dynamic Registration: OpenID configuration",
        _SPEC + "lti-dr/v1p0#openid-configuration",
    ),
    MessageKind(
        "registration",
        "Registration",
        "Tool",
        "Demo LMS",
        "server to server",
        "Dynamic Registration: tool registration",
        _SPEC + "lti-dr/v1p0#tool-registration-request",
    ),
    MessageKind("by_hand", "By hand", "Somebody", "Demo LMS", "on the “By hand” page", "", ""),
    MessageKind("fault", "Misbehaviour", "You", "Demo LMS", "on the “Make it misbehave” page", "", ""),
)
KINDS = {kind.name: kind for kind in _KINDS}


@dataclass(frozen=True)
class Event:
    """One message: `at` is seconds since the epoch, `details` maps a heading to what stands under it."""

    id: int
    at: float
    kind_name: str
    sentence: str
    outcome: Outcome
    details: dict[str, Any]

    @property
    def kind(self) -> MessageKind:
        """What kind of message this is."""
        return KINDS[self.kind_name]

    @property
    def moment(self) -> datetime:
        """When it was, in UTC."""
        return datetime.fromtimestamp(self.at, UTC)


class EventLog:
    """The last events, newest last; older ones are forgotten."""

    def __init__(self, store: Store, lock: threading.RLock, clock: Callable[[], float]) -> None:
        self._store, self._lock, self._clock = store, lock, clock
        self._events = [Event(**record) for record in store.load(_KIND)]
        self._next_id = self._events[-1].id + 1 if self._events else 1

    def record(self, kind_name: str, sentence: str, details: dict[str, Any], outcome: Outcome = "ok") -> None:
        """Write down a message; `details` maps a heading to the JSON that stands under it."""
        with self._lock:
            event = Event(self._next_id, self._clock(), KINDS[kind_name].name, sentence, outcome, details)
            self._next_id += 1
            self._events.append(event)
            self._store.put(_KIND, str(event.id), dataclasses.asdict(event))
            self._forget_old()

    def newest_first(self) -> list[Event]:
        """The kept events, the last one first."""
        with self._lock:
            return self._events[::-1]

    def _forget_old(self) -> None:
        for event in self._events[:-KEPT_EVENTS]:
            self._store.delete(_KIND, str(event.id))
        self._events = self._events[-KEPT_EVENTS:]
