"""What binds a browser to its logins and sessions: two cookies that never grow.

The *browser* cookie is random and set before a login leaves for the platform. The *session* cookie is derived from
it, the person and our secret at launch, so nobody who saw a desk's browser cookie beforehand can open what the
next person launches there. Both are Partitioned (CHIPS): inside an LMS's iframe each LMS has its own jar, which
browsers that block third-party cookies still keep. See docs/decisions/0004-launch-and-browser.md.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SessionInterface

from lti_tool.lti.digest import digest

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class BrowserCookies:
    """Reads and writes the two cookies; over HTTPS their names carry the `__Host-` prefix that siblings cannot set."""

    def __init__(self, secrets: tuple[str, ...], *, is_https: bool) -> None:
        self._secrets = [each.encode() for each in secrets]  # the newest first
        prefix = "__Host-" if is_https else ""
        self.browser_name = f"{prefix}lti_tool_browser"
        self.session_name = f"{prefix}lti_tool_session"

    def browser(self, request: Request) -> str | None:
        """The browser's own token, when it kept one."""
        return _well_formed(request.cookies.get(self.browser_name))

    def session(self, request: Request) -> str | None:
        """The token that opens this browser's launches, when it has any."""
        return _well_formed(request.cookies.get(self.session_name))

    def new_browser(self, response: Response, token: str | None = None) -> None:
        """Give the browser a token of its own: a fresh one, or the one that was made for it."""
        self._set(response, self.browser_name, token or new_token())

    def open_session(self, response: Response, token: str) -> None:
        """Hand over the key to a launch's pages."""
        self._set(response, self.session_name, token)

    def forget(self, response: Response) -> None:
        """Drop both cookies: the next person at this desk starts afresh."""
        for name in (self.browser_name, self.session_name):
            response.delete_cookie(name, secure=True, httponly=True, samesite="None", partitioned=True)

    def session_token(self, browser: str, person: str) -> str:
        """The session token of this person in this browser: the same for all their launches there."""
        return _derive(self._secrets[0], browser, person)

    def is_theirs(self, session: str, browser: str | None, person: str) -> bool:
        """Whether a session token is this person's in this browser, by any secret that is still listed."""
        if browser is None:
            return False
        return any(hmac.compare_digest(_derive(secret, browser, person), session) for secret in self._secrets)

    @staticmethod
    def csrf_secret(session: str) -> str:
        """What the forms of this session carry proof of: as secret as its token, whatever that was made with."""
        return digest(f"csrf\0{session}")

    @staticmethod
    def _set(response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, secure=True, httponly=True, samesite="None", partitioned=True)


class DerivedSession(SessionInterface):
    """Gives Flask-WTF its CSRF secret from our session cookie, so that no third cookie exists."""

    def __init__(self, cookies: Callable[[], BrowserCookies]) -> None:
        self._cookies = cookies

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """Make the request's `session`; without our cookie no form can pass."""
        cookies = self._cookies()
        token = cookies.session(request)
        return SecureCookieSession({"csrf_token": cookies.csrf_secret(token)} if token else {})

    def save_session(self, app: Flask, session: object, response: Response) -> None:
        """Keep nothing: sessions live on the server."""


def new_token() -> str:
    """A browser's own token, which says nothing but *the same browser*."""
    return secrets.token_urlsafe(32)


def _derive(secret: bytes, browser: str, person: str) -> str:
    return hmac.new(secret, "\0".join(("session", browser, person)).encode(), "sha256").hexdigest()[:43]


def _well_formed(token: str | None) -> str | None:
    return token if token and _TOKEN.fullmatch(token) else None
