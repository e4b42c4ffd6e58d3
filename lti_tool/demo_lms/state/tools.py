"""The tools that this LMS knows: the one it was started with, and those that registered themselves."""

import dataclasses
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from lti_tool.demo_lms.dialects.dialect import Dialect
from lti_tool.demo_lms.settings import DemoSettings
from lti_tool.demo_lms.state.store import Store

TOKEN_SECONDS = 3600
_CURRENT = "current"
Scope = Literal["reg", "reg-update"]


@dataclass(frozen=True)
class Tool:
    """One registration of the tool: who it is here, where its doors are, what it sends along with each launch."""

    client_id: str
    deployment_id: str
    name: str
    login_url: str
    launch_url: str
    jwks_url: str
    custom: dict[str, str] = field(default_factory=dict)


class Tools:
    """Registered tools by client id; one of them is in use, and its launches are the ones that the courses make."""

    def __init__(self, settings: DemoSettings, store: Store, dialect: Dialect) -> None:
        self._store, self._dialect = store, dialect
        first = Tool(
            dialect.id_of("client", 0, "first"),
            dialect.id_of("deployment", 0, "first"),
            "Set up when this LMS was started",
            settings.tool_login_url,
            settings.tool_launch_url,
            settings.tool_jwks_url,
        )
        self.all: dict[str, Tool] = {first.client_id: first}
        self.all |= {record["client_id"]: Tool(**record) for record in store.load("tool")}
        chosen = [record["client_id"] for record in store.load("tool-in-use")]
        self.current = self.all.get(chosen[0], first) if chosen else first

    def new_ids(self) -> tuple[str, str]:
        """A client id and a deployment id for one tool more."""
        number = len(self.all)
        return self._dialect.id_of("client", number, str(number)), self._dialect.id_of(
            "deployment", number, str(number)
        )

    def save(self, tool: Tool) -> None:
        """Keep a new tool, or what an update changed of one."""
        self.all[tool.client_id] = tool
        self._store.put("tool", tool.client_id, dataclasses.asdict(tool))

    def use(self, tool: Tool) -> None:
        """Launch this registration from now on."""
        self.current = tool
        self._store.put("tool-in-use", _CURRENT, {"client_id": tool.client_id})


@dataclass
class _Ticket:
    client_id: str | None
    until: float
    used: bool = False

    @property
    def scope(self) -> Scope:
        return "reg-update" if self.client_id else "reg"


class TicketRefused(Exception):
    """A registration token that opens nothing; the text is one word, as Moodle says it."""


class RegistrationTokens:
    """Tokens with which a tool may register once within an hour, or update the registration they were made for."""

    def __init__(self, lock: threading.RLock, clock: Callable[[], float]) -> None:
        self._lock, self._clock = lock, clock
        self._tickets: dict[str, _Ticket] = {}

    def issue(self, client_id: str | None = None) -> str:
        """Make a token to register a new tool, or to update the one with this client id."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._tickets[token] = _Ticket(client_id, self._clock() + TOKEN_SECONDS)
        return token

    def check(self, token: str) -> Scope:
        """What the token is good for; raises TicketRefused."""
        return self._find(token).scope

    def use(self, token: str) -> str | None:
        """Use the token up; the client id that it updates, None for a new one. Raises TicketRefused."""
        with self._lock:
            ticket = self._find(token)
            ticket.used = True
        return ticket.client_id

    def _find(self, token: str) -> _Ticket:
        ticket = self._tickets.get(token)
        if ticket is None:
            raise TicketRefused("invalid_token" if token else "missing_registration_token")
        if ticket.until <= self._clock():
            raise TicketRefused("token_expired")
        if ticket.used:
            raise TicketRefused("token_already_used")
        return ticket
