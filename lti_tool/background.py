"""Work that runs without a request: delivering grades, periodic chores, and long work.

None of it runs in a command: only a process that serves pages, or a Celery worker, starts it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import Flask

from lti_tool import waking
from lti_tool.attempts.purging import purge_previews
from lti_tool.audit import Actor
from lti_tool.certificates.purging import purge_people
from lti_tool.competencies.folding import FOLD_EVERY_S, fold_waiting
from lti_tool.competencies.recounting import SUMMARIES, recount_course
from lti_tool.coordinators.purging import purge_invitations
from lti_tool.db import read_by_index
from lti_tool.delivery.checks.course_checks import CHECK, check_course
from lti_tool.delivery.column_dates import COLUMN_DATES, ask_for_due, tell_course
from lti_tool.delivery.executors.chores import Chore
from lti_tool.delivery.executors.threads import EXTENSION, Executor, ThreadExecutor
from lti_tool.delivery.purging import purge_tries
from lti_tool.grading.catching_up import catch_up
from lti_tool.grading.following import GRADES
from lti_tool.grading.handing_in import settle_run_out
from lti_tool.grading.new_term.beginning import begin_due_terms
from lti_tool.grading.sweeping import Sweep
from lti_tool.lti.extension import Lti
from lti_tool.lti.records.purging import purge
from lti_tool.lti.roster_reading import ROSTER, read_roster
from lti_tool.notices.telling import tell_operators
from lti_tool.operators.words import notices
from lti_tool.privacy.purging import purge_requests
from lti_tool.privacy.retention.keeping import CHORE, EVERY, ROUNDS_AN_HOUR, keep_terms
from lti_tool.privacy.retention.rule import Run
from lti_tool.serving import check_database
from lti_tool.settings import Settings
from lti_tool.waking import Need
from lti_tool.work.runner import WorkRunner, runner_of
from lti_tool.work.turns import Turn, taken_turn

if TYPE_CHECKING:
    from celery import Celery  # it takes time to load: only where it is used

WORK = {
    "course-work": {SUMMARIES: recount_course, GRADES: catch_up},
    "platform-work": {ROSTER: read_roster, CHECK: check_course, COLUMN_DATES: tell_course},
}
# What keeps every table within the bounds that docs/operators.md names; terms that are settings are kept apart.
PURGES = (purge, purge_people, purge_invitations, purge_previews, purge_tries, purge_requests)
SWEEP_EVERY_S = 60.0
TIDY_EVERY_S = 3600.0
MOST_PORTIONS = 20
HOUSEKEEPING = "housekeeping"


def init_app(app: Flask, settings: Settings) -> None:
    """Give the app its runner and its executor: Celery's workers where there is a broker, else a thread of its own.

    They start with the first request at the latest; a server that imports lti_tool.main starts them when it boots.
    """
    WorkRunner(app, WORK)
    app.extensions[EXTENSION] = _make_executor(app, settings)
    app.before_request(lambda: start(app))


def start(app: Flask) -> None:
    """Begin in this process; calling it again changes nothing."""
    executor: Executor = app.extensions[EXTENSION]
    executor.start()
    if waking.EXTENSION not in app.extensions:
        waking.set_sleepers(app, {Need.DELIVERY: executor, Need.WORK: runner_of(app)})


def start_across_forks(app: Flask) -> None:
    """Begin in this process, and in each that it forks; call it once, since it cannot be taken back.

    A process that forks itself into workers (`gunicorn --preload`) then leaves the rest to them.
    """
    start(app)
    os.register_at_fork(before=lambda: _rest(app), after_in_child=lambda: start(app))


def make_celery(app: Flask, broker_url: str) -> Celery:
    """What Celery's workers and its beat run, and its web counterpart wakes."""
    from lti_tool.delivery.executors import celery_workers as celery_executor

    return celery_executor.make_celery(broker_url, _services(app), _chores(app), lambda: check_database(app))


def _rest(app: Flask) -> None:
    """Before a fork: a child has no thread of ours, and shares no connection with its parent."""
    executor: Executor = app.extensions[EXTENSION]
    executor.pause()
    _services(app).close_connections()


def _make_executor(app: Flask, settings: Settings) -> Executor:
    if settings.broker_url:
        from lti_tool.delivery.executors.celery_workers import CeleryExecutor

        return CeleryExecutor(settings.broker_url)
    return ThreadExecutor(_services(app), _chores(app), lambda: check_database(app), threads=settings.delivery_threads)


def _services(app: Flask) -> Lti:
    services: Lti = app.extensions["lti"]
    return services


def _chores(app: Flask) -> list[Chore]:
    sessions = _services(app).session_factory
    settings: Settings = app.extensions["settings"]

    def tidy(turn: Turn, now: datetime) -> None:
        for purge_some in PURGES:
            for _ in range(MOST_PORTIONS):
                turn.keep()
                with sessions() as session:
                    read_by_index(session)
                    is_more = purge_some(session, now)
                    session.commit()
                if not is_more:
                    break

    def forget(turn: Turn, now: datetime) -> None:
        keep_terms(sessions, Run(settings, Actor.tool(), now), turn, ROUNDS_AN_HOUR)

    def tell(now: datetime) -> None:
        tell_operators(sessions, notices, settings, now)

    mails = [Chore("mail", tell, SWEEP_EVERY_S, aside="mail")] if settings.mail_server else []
    return [
        Chore("settle", _within(app, lambda now: settle_run_out(sessions, now))),
        Chore("tallies", _within(app, lambda now: fold_waiting(sessions, now)), FOLD_EVERY_S),
        Chore("resume", lambda _now: runner_of(app).resume(), SWEEP_EVERY_S),
        Chore("terms", _within(app, lambda now: begin_due_terms(sessions, now)), SWEEP_EVERY_S, HOUSEKEEPING),
        Chore("column dates", lambda now: ask_for_due(sessions, now), SWEEP_EVERY_S, HOUSEKEEPING),
        _by_one(app, "sweep", lambda turn, now: Sweep(turn.places).run(sessions, now), SWEEP_EVERY_S),
        _by_one(app, "tidy", tidy, TIDY_EVERY_S),
        _by_one(app, CHORE, forget, EVERY.total_seconds()),
        *mails,
    ]


def _by_one(app: Flask, name: str, run: Callable[[Turn, datetime], object], every_s: float) -> Chore:
    """A chore that goes over what is kept, which one of all processes does each time."""

    def run_in_turn(now: datetime) -> None:
        with taken_turn(_services(app).session_factory, name, now, timedelta(seconds=every_s)) as turn:
            if turn is not None:
                run(turn, now)

    return Chore(name, _within(app, run_in_turn), every_s, HOUSEKEEPING)


def _within(app: Flask, run: Callable[[datetime], object]) -> Callable[[datetime], object]:
    def run_within(now: datetime) -> None:
        with app.app_context():
            run(now)

    return run_within
