"""What a change of settings costs that touches ten thousand people: the page, the work behind it, the longest wait.

Run it with `python -m benchmarks.following`, on Postgres with `--postgres`. Each of them has three attempts, and each
one's grade changes. CPU is this process's and, on Postgres, that of the server's whole process tree. The longest step
is the time on the wall of one transaction, in which SQLite lets nobody else write.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.instructor import LEARNERS, running
from benchmarks.servers import cpu_seconds_of_tree
from lti_tool.db import db, utcnow
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.grading.catching_up import catch_up
from lti_tool.grading.reconfiguring import reconfigure, weigh
from lti_tool.lti.models import Launch
from lti_tool.lti.services.ags.vocabulary import SCORE_SCOPE
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import GradedBy, QuizSettings


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.following", description=__doc__.splitlines()[0])
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    with running(postgres=options.postgres) as (app, _instructor, server_pid), app.app_context():
        _measure(app, server_pid)


def _measure(app: Flask, server_pid: int | None) -> None:
    session = db.session()
    launch = session.scalars(select(Launch).where(Launch.resource_link_id.is_not(None)).limit(1)).one()
    placement = session.scalars(select(Placement).filter_by(resource_link_id=launch.resource_link_id)).one()
    placement.resource_link.lineitem_url = "https://lms.example/items/1"
    placement.resource_link.ags_scopes = [SCORE_SCOPE]
    session.commit()
    new = QuizSettings(graded_by=GradedBy.COMPLETION)

    _tell("asking what it would touch", server_pid, lambda: weigh(session, placement, new))
    _tell("keeping the settings", server_pid, lambda: _keep(session, launch, placement, new))
    steps = [time.perf_counter()]
    work = partial(catch_up, launch.context_id, lambda *_done: steps.append(time.perf_counter()), utcnow())
    _tell("the work behind it", server_pid, work)
    longest = max(later - earlier for earlier, later in pairwise(steps))
    due = select(func.count()).where(ScoreDelivery.state == DeliveryState.DUE)
    print(f"{'its longest step':<28}{longest * 1000:9.0f} ms on the wall")
    print(f"{'grades on their way':<28}{session.scalar(due):9d} of {LEARNERS}")


def _keep(session: Session, launch: Launch, placement: Placement, new: QuizSettings) -> None:
    reconfigure(session, launch, placement, new, utcnow())
    session.commit()


def _tell(name: str, server_pid: int | None, what: Callable[[], object]) -> None:
    own, server = time.process_time(), cpu_seconds_of_tree(server_pid) if server_pid else 0.0
    what()
    own = time.process_time() - own
    server = cpu_seconds_of_tree(server_pid) - server if server_pid else 0.0
    print(
        f"{name:<28}{(own + server) * 1000:9.0f} ms of CPU ({own * 1000:.0f} here, {server * 1000:.0f} in the server)"
    )


if __name__ == "__main__":
    main()
