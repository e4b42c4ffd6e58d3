"""A mail server on this machine that keeps what it takes, and refuses when a test says so."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.support.ports import find_free_port

USER, PASSWORD = "training", "correct horse"


@dataclass
class MailServer:
    """`answer` is what it says to a mail, `refused` whom it knows not; `on_mail` is called while one is sent."""

    port: int
    answer: str = "250 OK"
    refused: set[str] = field(default_factory=set)
    on_mail: Callable[[], None] = lambda: None
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    tries: int = 0

    async def handle_RCPT(  # noqa: N802  aiosmtpd calls it so
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return f"550 no such person as {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd calls it so
        self.tries += 1
        self.on_mail()
        if self.answer.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
            self.recipients.append(envelope.rcpt_tos)
        return self.answer

    def log_in(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        self.logins.append((given.login, given.password))
        is_right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)

    def serve(self, tls: ssl.SSLContext | None = None) -> Controller:
        """Start, with STARTTLS and a login where there is a certificate."""
        options: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
        controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=self.log_in,
            auth_require_tls=True,
            **options,
        )
        controller.start()
        return controller


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer(find_free_port())
    controller = server.serve()
    yield server
    controller.stop()
