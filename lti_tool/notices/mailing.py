"""One mail to the operators, over SMTP: verified TLS, one deadline for all of it, and of a failure only its kind."""

from __future__ import annotations

import asyncio
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

import aiosmtplib
import certifi

from lti_tool.errors import ToolError
from lti_tool.settings import Settings

DEADLINE_S = 20.0


class MailNotSent(ToolError):
    """The mail server did not take a mail; `why` names nobody and holds no secret."""

    code = "mail_not_sent"
    status = 502
    message = "The mail server %(server)s did not take the mail: %(why)s."


def write_mail(settings: Settings, subject: str, body: str, now: datetime) -> EmailMessage:
    """A mail from the tool to its operators, and to nobody else."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.mail_from
    mail["To"] = ", ".join(settings.mail_to)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=settings.host)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence note answers it
    mail.set_content(body)
    return mail


def send_mail(settings: Settings, mail: EmailMessage) -> int:
    """Hand it to the mail server within DEADLINE_S; how many of the recipients it refused, or MailNotSent for all.

    Never in a request, and with no transaction open. The looking up of a name alone cannot be cut short.
    """
    try:
        return asyncio.run(_send(settings, mail))
    except (OSError, TimeoutError, ValueError, aiosmtplib.SMTPException) as error:
        raise MailNotSent(params={"server": settings.mail_server, "why": _why(error)}) from None


class _Client(aiosmtplib.SMTP):
    """Hangs up at once when it is done: over TLS the library goes on waiting for the server's goodbye."""

    def close(self) -> None:
        """End the connection, whatever has become of it."""
        connection = self.transport
        super().close()
        if isinstance(connection, asyncio.WriteTransport):
            connection.abort()


async def _send(settings: Settings, mail: EmailMessage) -> int:
    try:
        async with asyncio.timeout(DEADLINE_S):
            async with _connect(settings) as server:
                refused, _ = await server.send_message(mail)
            return len(refused)
    finally:
        await asyncio.sleep(0)  # a connection that was closed is let go of in the loop's next turn


def _connect(settings: Settings) -> _Client:
    host, port = settings.mail_host
    return _Client(
        hostname=host,
        port=port,
        use_tls=settings.mail_tls == "tls",
        start_tls=settings.mail_tls == "starttls",
        username=settings.mail_user or None,
        password=settings.mail_password or None,
        tls_context=_trust(),
        local_hostname=_as_greeted(settings.host),
        timeout=DEADLINE_S,
    )


def _trust() -> ssl.SSLContext:
    """Whom the system trusts, or SSL_CERT_FILE names; and the usual authorities, for an image that has none."""
    trust = ssl.create_default_context()
    trust.load_verify_locations(certifi.where())
    return trust


def _as_greeted(host: str) -> str:
    """A name, or an address in brackets (RFC 5321 §4.1.3)."""
    if ":" in host:
        return f"[IPv6:{host}]"
    return f"[{host}]" if host.replace(".", "").isdigit() else host


def _why(error: Exception) -> str:
    """The kind of no, and its code: what a server says may name somebody."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return f"it refused every recipient ({', '.join(sorted({str(each.code) for each in error.recipients}))})"
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return f"it refused the user name or the password ({error.code})"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"it answered with {error.code}"
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, aiosmtplib.SMTPServerDisconnected):
        return "it ended the connection"
    if isinstance(error, (aiosmtplib.SMTPConnectError, OSError)):
        return f"it could not be reached, or its certificate is not valid ({_cause(error)})"
    if isinstance(error, aiosmtplib.SMTPException):
        return error.message.rstrip(".")  # the library's own words: what the server does not offer
    return type(error).__name__


def _cause(error: Exception) -> str:
    cause = error.__cause__ or error.__context__ or error
    return getattr(cause, "verify_message", "") or getattr(cause, "strerror", None) or type(cause).__name__
