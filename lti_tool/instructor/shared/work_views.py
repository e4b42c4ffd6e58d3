"""Long work of a course: its roster brought up to date, everything recounted, grades after a change for many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.competencies.recounting import SUMMARIES
from lti_tool.db import db, utcnow
from lti_tool.errors import NotFound
from lti_tool.grading.following import GRADES
from lti_tool.instructor.blueprint import bp
from lti_tool.lti.access import configuring_launch, instructor_launch, may_configure
from lti_tool.lti.models import Context, Launch, User
from lti_tool.lti.roster_reading import ROSTER
from lti_tool.lti.services.roster import NoRoster, whose_role_is_open
from lti_tool.work import service
from lti_tool.work.models import ContextWork, WorkState
from lti_tool.work.runner import runner

STALE, PATIENCE = timedelta(hours=24), timedelta(hours=1)
BACK_TO = {ROSTER: "instructor.home", SUMMARIES: "instructor.analysis", GRADES: "instructor.home"}


@bp.post("/instructor/roster")
def update_roster() -> ResponseReturnValue:
    """Read who is in the course; the page shows how far that is."""
    launch = instructor_launch()
    if launch.context.memberships_url is None:
        raise NoRoster
    return _ask(launch, ROSTER)


@bp.post("/instructor/recount")
def recount() -> ResponseReturnValue:
    """Recount all summaries of the course."""
    return _ask(configuring_launch(), SUMMARIES)


@bp.post("/instructor/grades/again")
def catch_up_again() -> ResponseReturnValue:
    """Begin again with grades that could not be brought up to date."""
    return _ask(configuring_launch(), GRADES)


@bp.get("/instructor/work/<kind>")
def work_status(kind: str) -> ResponseReturnValue:
    """How far a piece of work is, as a fragment that the page asks for again and again."""
    launch = instructor_launch()
    if kind not in BACK_TO:
        raise NotFound
    found = service.latest(db.session(), launch.context_id, kind)
    if found and not found.is_over:
        runner().wake()  # its worker may have died with the server
    return render_template("instructor/shared/_work.html", work=found, kind=kind, is_answer=True)


@dataclass(frozen=True, slots=True)
class GradesWork:
    """Work on a course's grades that is not done, and whether whoever the page is for may begin it again."""

    work: ContextWork
    may_retry: bool


def grades_work() -> GradesWork | None:
    """That of the course whose page this is."""
    launch: Launch | None = g.get("launch")
    found = service.latest(db.session(), launch.context_id, GRADES) if launch else None
    if launch is None or found is None or found.state == WorkState.DONE:
        return None
    return GradesWork(found, found.state == WorkState.FAILED and may_configure(launch))


bp.add_app_template_global(grades_work, "grades_work")


@dataclass(frozen=True, slots=True)
class Roster:
    """Whether the LMS lets us read who is in the course, when we did, and how far the latest reading is.

    `open_roles` are those whom it called staff before and calls learners now.
    """

    is_granted: bool
    read_at: datetime | None
    work: ContextWork | None
    open_roles: list[User]


def roster_of(session: Session, launch: Launch, now: datetime) -> Roster:
    """The roster of the launch's course; one that is older than a day is read again automatically."""
    found = service.latest(session, launch.context_id, ROSTER)
    asked_lately = found is not None and (not found.is_over or now - found.asked_at < PATIENCE)
    if not asked_lately and _is_stale(launch.context, now) and current_app.config.get("AUTOMATIC_ROSTER", True):
        runner().ask_soon(launch.context_id, ROSTER)
    open_roles = whose_role_is_open(session, launch.context_id)
    return Roster(launch.context.memberships_url is not None, launch.context.roster_read_at, found, open_roles)


def _is_stale(context: Context, now: datetime) -> bool:
    read_at = context.roster_read_at
    return context.memberships_url is not None and (read_at is None or now - read_at > STALE)


def _ask(launch: Launch, kind: str) -> ResponseReturnValue:
    service.ask(db.session(), launch.context_id, kind, utcnow())
    db.session.commit()
    return redirect(url_for(BACK_TO[kind], launch_id=launch.id, _anchor="work"), 303)
