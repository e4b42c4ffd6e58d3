"""What the protocol keeps in the process: registrations, keys, tokens, and one way to call a platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from flask import Flask, current_app, has_request_context
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_tool.db import BACKGROUND, db
from lti_tool.lti.keys import SigningKeys
from lti_tool.lti.launch.cookies import BrowserCookies, DerivedSession
from lti_tool.lti.launch.platform_keys import PlatformKeys
from lti_tool.lti.launch.refusals import RefusalLog
from lti_tool.lti.launch.state import StateSigner
from lti_tool.lti.launched import StoredLaunch
from lti_tool.lti.models import Registration
from lti_tool.lti.registry import Platform, Registry
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.http import HttpClient
from lti_tool.lti.services.tokens import AccessTokens, TokenSource
from lti_tool.lti.session import chrome
from lti_tool.lti.tool_config import PlatformRegistration, ToolConf
from lti_tool.settings import Settings
from lti_tool.waking import info_for

Destination = Callable[[StoredLaunch], str]


class Lti:
    """The protocol's parts for one application; `destinations` names the endpoint that answers each message type."""

    def __init__(self, app: Flask, settings: Settings, destinations: Mapping[str, Destination]) -> None:
        self._app = app
        self.settings = settings
        self.destinations = destinations
        self.http = HttpClient(
            allow_private=settings.allow_private_platforms, most_from_pages=settings.most_calls_from_pages
        )
        self.signer = StateSigner(settings.secrets_oldest_first)
        self.cookies = BrowserCookies(settings.secret_key, is_https=settings.is_https)
        self.registry = Registry(self.reading_session)
        self.signing_keys = SigningKeys(self.session_factory)
        self.platform_keys = PlatformKeys(self.session_factory, self.http)
        self.access_tokens = AccessTokens(self.session_factory)
        self.refusal_log = RefusalLog(self.session_factory)
        self.tool_conf = ToolConf(self.registry, self.signing_keys)
        app.extensions["lti"] = self
        app.context_processor(chrome)
        app.session_interface = DerivedSession(lambda: self.cookies)

    @property
    def _engine(self) -> Engine:
        return self._engines[None if has_request_context() else BACKGROUND]

    @cached_property
    def _engines(self) -> Mapping[str | None, Engine]:
        with self._app.app_context():
            return db.engines

    def session_factory(self) -> Session:
        """A session of its own, apart from the request's: for short reads and writes of the protocol's own rows."""
        return Session(self._engine, info=info_for(self._app))

    def reading_session(self) -> Session:
        """As session_factory, for reading only: it never waits for SQLite's write lock."""
        return Session(self._engine.execution_options(reads_only=True))

    def close_connections(self) -> None:
        """Keep none open: a process that is about to fork would share them with its child."""
        self.http.close()
        for engine in self._engines.values():
            engine.dispose()

    @property
    def launch_url(self) -> str:
        """Where platforms launch us."""
        return self.settings.launch_url

    def connector(self, registration: Registration, tokens: TokenSource | None = None) -> PlatformConnector:
        """A way to call this registration's services, with the tokens that are held or those of another source."""
        platform = Platform.of(registration)
        return PlatformConnector(
            registration_id=registration.id,
            registration=PlatformRegistration(platform, self.signing_keys),
            http=self.http,
            signing_keys=self.signing_keys,
            access_tokens=tokens or self.access_tokens,
            service_hosts=platform.addresses_for_tokens,
        )


def lti() -> Lti:
    """The current application's protocol parts."""
    extension: Lti = current_app.extensions["lti"]
    return extension
