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
from lti_tool.reasons import Reason, Wording, register, wording_of

EXTENSION = "link_checker"
DEADLINE_S = 10.0
MOST_WAITING = 100
WORKS = "link_works"
REFUSES_HEAD = (400, 403, 404, 405, 501)

register(
    {
        WORKS: Wording(N_("The link works")),
        "link_not_public": Wording(N_("This is not a public web address, so it was not opened.")),
        "link_too_slow": Wording(N_("The site took too long to answer.")),
        "link_not_trusted": Wording(N_("The site's security certificate was not accepted.")),
        "link_unreachable": Wording(N_("The site could not be reached.")),
        "link_leads_on": Wording(N_("The address leads on to another one. Open it to see whether that is right.")),
        "link_not_found": Wording(N_("The site has no page at this address.")),
        "link_not_for_us": Wording(N_("The site answers, but does not let us in. Open the link to see for yourself.")),
        "link_site_broken": Wording(N_("The site has a fault of its own just now.")),
    }
)


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
            values = {"link_found": Reason(found), "link_before": _said_before(found), "link_checked_at": self._clock()}
            session.execute(same.values(values))
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
    """The code of what an address leads to; redirects are never followed."""
    try:
        status = http.request("HEAD", url, data=None, headers={}).status_code
        if status in REFUSES_HEAD:
            status = http.get(url).status_code
    except AnswerTooLarge:
        return WORKS
    except AddressNotAllowed:
        return "link_not_public"
    except PlatformTimedOut:
        return "link_too_slow"
    except PlatformNotTrusted:
        return "link_not_trusted"
    except PlatformUnreachable:
        return "link_unreachable"
    return _read(status)


def _read(status: int) -> str:
    if status < 300:
        return WORKS
    if status < 400:
        return "link_leads_on"
    if status in (404, 410):
        return "link_not_found"
    return "link_not_for_us" if status < 500 else "link_site_broken"


def _said_before(code: str) -> str:
    """As the version before reads it, which may run beside this one."""
    wording = wording_of(code)
    return "ok" if wording is None or code == WORKS else wording.words
