"""Which launch a page belongs to, and whether this browser may open it.

A page's URL names its launch; the browser's session cookie opens it. Neither is enough alone.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, current_app, g, request
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from werkzeug.wrappers import Response

from lti_tool.db import count_changed, db, utcnow
from lti_tool.lti.digest import digest
from lti_tool.lti.errors import SessionEnded
from lti_tool.lti.models import Context, Deployment, Launch, Registration, ResourceLink, Status, User
from lti_tool.lti.registry import frame_ancestors
from lti_tool.lti.roles import FOLLOWS, Role, is_staff

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=5)
_LAUNCH_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_FIND_LAUNCH = (  # built once: putting a statement together costs more than running it
    select(Launch, Context, User, ResourceLink, Registration.auth_login_url, Registration.frame_origins)
    .join(Launch.context)
    .join(Context.deployment)
    .join(Deployment.registration)
    .join(Launch.user)
    .outerjoin(Launch.resource_link)
    .where(
        Launch.id == bindparam("launch_id"),
        Deployment.status == Status.ACTIVE,
        Registration.status == Status.ACTIVE,
    )
)


def bind_pages(blueprint: Blueprint) -> None:
    """Take `launch_id` out of every URL of the blueprint, so that views ask current_launch() for it."""
    blueprint.url_value_preprocessor(_remember_launch_id)
    blueprint.after_request(_touch)


def current_launch() -> Launch:
    """The launch this page belongs to, with its user, context and resource link; raises SessionEnded."""
    if "launch" not in g:
        g.launch = _open(g.get("launch_id", ""), utcnow())
        g.last_seen_at = g.launch.last_seen_at
        g.chrome = _chrome_of(g.launch)
    launch: Launch = g.launch
    return launch


def is_still_open() -> bool:
    """Whether the launch that this page began with is there; it goes when its person is erased."""
    return "launch" not in g or db.session.scalar(select(Launch.id).where(Launch.id == g.launch_id)) is not None


@dataclass(frozen=True, slots=True)
class Chrome:
    """What every page inside a launch shows around its own matter."""

    id: str
    user_name: str
    context_title: str
    return_url: str | None
    locale: str
    is_preview: bool
    may_follow: bool
    is_switched: bool


def chrome() -> dict[str, Chrome | None]:
    """The template variable `launch`: copied when the launch was opened, so that it outlives its transaction."""
    return {"launch": g.get("chrome")}


def open_courses(among: Iterable[int], now: datetime) -> set[int]:
    """Which of these contexts this browser has a page of open, for what one address serves in every launch."""
    token = current_app.extensions["lti"].cookies.session(request)
    if token is None:
        return set()
    query = (
        select(Launch.context_id)
        .join(Launch.context)
        .join(Context.deployment)
        .join(Deployment.registration)
        .where(
            Launch.context_id.in_(among),
            Launch.session_hash == digest(token),
            Launch.ended_at.is_(None),
            Launch.last_seen_at >= now - IDLE,
            Launch.created_at >= now - LONGEST,
            Deployment.status == Status.ACTIVE,
            Registration.status == Status.ACTIVE,
        )
    )
    return set(db.session.scalars(query))


def end_sessions(launch: Launch, now: datetime) -> None:
    """Finish: end every launch that this person opened in this browser; the caller commits."""
    db.session.execute(
        update(Launch)
        .where(Launch.session_hash == launch.session_hash, Launch.browser_hash == launch.browser_hash)
        .where(Launch.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_all(session: Session, now: datetime) -> int:
    """End every visit of everybody, and return how many were open; the caller commits."""
    return count_changed(session, update(Launch).where(Launch.ended_at.is_(None)).values(ended_at=now))


def end_launch(launch: Launch, now: datetime) -> None:
    """End one launch whose work is done, such as deep linking; the caller commits."""
    db.session.execute(update(Launch).where(Launch.id == launch.id).values(ended_at=now))


def has_open_pages(token: str, browser: str, now: datetime) -> bool:
    """Whether a session token of this browser still opens any launch."""
    found = select(Launch.id).where(
        Launch.browser_hash == digest(browser),
        Launch.session_hash == digest(token),
        Launch.ended_at.is_(None),
        Launch.last_seen_at >= now - IDLE,
        Launch.created_at >= now - LONGEST,
    )
    return db.session.scalar(found.limit(1)) is not None


def _open(launch_id: str, now: datetime) -> Launch:
    cookies = current_app.extensions["lti"].cookies
    token = cookies.session(request)
    if token is None or not _LAUNCH_ID.fullmatch(launch_id):
        raise SessionEnded
    found = db.session.execute(_FIND_LAUNCH, {"launch_id": launch_id}).one_or_none()
    if found is None or not secrets.compare_digest(found.Launch.session_hash, digest(token)):
        raise SessionEnded
    launch: Launch = found.Launch
    for name, row in (("context", found.Context), ("user", found.User), ("resource_link", found.ResourceLink)):
        set_committed_value(launch, name, row)  # as an eager load does, which is put together anew each time
    if not cookies.is_theirs(token, cookies.browser(request), launch.person):
        raise SessionEnded  # it was begun under a secret that is listed no longer
    if launch.ended_at or now - launch.last_seen_at > IDLE or now - launch.created_at > LONGEST:
        raise SessionEnded
    g.frame_ancestors = frame_ancestors(found.auth_login_url, found.frame_origins)
    return launch


def _chrome_of(launch: Launch) -> Chrome:
    return Chrome(
        id=launch.id,
        user_name=launch.user.name,
        context_title=launch.context.title,
        return_url=launch.return_url,
        locale=launch.user.language or launch.locale,
        is_preview=is_staff(launch.roles),
        may_follow=not FOLLOWS.isdisjoint(launch.roles),
        is_switched=Role.ROLE_SWITCH in launch.roles,
    )


def _remember_launch_id(_endpoint: str | None, values: dict[str, object] | None) -> None:
    g.launch_id = values.pop("launch_id", "") if values else ""


def _touch(response: Response) -> Response:
    """Note now and then that the session is alive, after the page's own work is done."""
    last_seen_at, now = g.get("last_seen_at"), utcnow()  # a rollback has made the row's own copy stale
    if last_seen_at is None or response.status_code >= 400:
        return response
    if now - last_seen_at > TOUCH_EVERY:
        db.session.rollback()
        db.session.execute(update(Launch).where(Launch.id == g.launch_id).values(last_seen_at=now))
        db.session.commit()
    return response
