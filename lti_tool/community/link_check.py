"""Checks in a thread whether a shared link works, so that no page and no transaction waits for a stranger's site.

Only public addresses are ever called, whatever the setting for platforms says: learners name these.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.community.models import Contribution
from lti_tool.db import utcnow
from lti_tool.errors import N_
from lti_tool.lti.services.http import (
    AddressNotAllowed,
    AnswerTooLarge,
    HttpClient,
    PlatformNotTrusted,
    PlatformTimedOut,
    PlatformUnreachable,
)

EXTENSION = "link_checker"
DEADLINE_S = 10.0
MOST_WAITING = 100
FINE = "ok"
REFUSES_HEAD = (400, 403, 404, 405, 501)

NOT_PUBLIC = N_("This is not a public web address, so it was not opened.")
TOO_SLOW = N_("The site took too long to answer.")
NOT_TRUSTED = N_("The site's security certificate was not accepted.")
NO_ANSWER = N_("The site could not be reached.")
LEADS_ON = N_("The address leads on to another one. Open it to see whether that is right.")
NOTHING_THERE = N_("The site has no page at this address.")
NOT_FOR_US = N_("The site answers, but does not let us in. Open the link to see for yourself.")
BROKEN = N_("The site has a fault of its own just now.")


class LinkChecker:
    """One thread for all links of a process, begun with the first; `http` calls public addresses only."""

    def __init__(
        self, session_factory: Callable[[], Session], http: HttpClient, clock: Callable[[], datetime] = utcnow
    ) -> None:
        self.http = http
        self._session_factory = session_factory
        self._clock = clock
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="link-check")
        self._room = threading.Semaphore(MOST_WAITING)

    def ask(self, contribution_id: int) -> None:
        """Check a contribution's link soon; if very many are waiting, this one stays unchecked."""
        if self._room.acquire(blocking=False):
            self._pool.submit(self._check_and_make_room, contribution_id)

    def wait(self) -> None:
        """Return once everything asked for so far has been checked."""
        self._pool.submit(lambda: None).result()

    def stop(self) -> None:
        """Check what was asked for so far, then stop."""
        self._pool.shutdown()

    def check(self, contribution_id: int) -> None:
        """Check a link now, and note the outcome unless the link has changed meanwhile."""
        with self._session_factory() as session:
            url = session.scalar(select(Contribution.url).where(Contribution.id == contribution_id))
        if not url:
            return
        found = look_at(self.http, url)
        with self._session_factory() as session:
            same = update(Contribution).where(Contribution.id == contribution_id, Contribution.url == url)
            session.execute(same.values(link_state=found, link_checked_at=self._clock()))
            session.commit()

    def _check_and_make_room(self, contribution_id: int) -> None:
        try:
            self.check(contribution_id)
        finally:
            self._room.release()


def init_app(app: Flask) -> None:
    """Give the application its checker; no thread starts before somebody shares a link."""
    http = HttpClient(allow_private=False, deadline_s=DEADLINE_S)
    app.extensions[EXTENSION] = LinkChecker(app.extensions["lti"].session_factory, http)


def look_at(http: HttpClient, url: str) -> str:
    """Return "ok" or a marked sentence saying what is wrong with an address; redirects are never followed."""
    try:
        status = http.request("HEAD", url, data=None, headers={}).status_code
        if status in REFUSES_HEAD:
            status = http.get(url).status_code
    except AnswerTooLarge:
        return FINE
    except AddressNotAllowed:
        return NOT_PUBLIC
    except PlatformTimedOut:
        return TOO_SLOW
    except PlatformNotTrusted:
        return NOT_TRUSTED
    except PlatformUnreachable:
        return NO_ANSWER
    return _in_words(status)


def _in_words(status: int) -> str:
    if status < 300:
        return FINE
    if status < 400:
        return LEADS_ON
    if status in (404, 410):
        return NOTHING_THERE
    return NOT_FOR_US if status < 500 else BROKEN
