"""What an instructor's pages cost in a course of ten thousand: results, heat map, analysis, one learner.

Run it with `python -m benchmarks.instructor`, on Postgres with `--postgres`. The app answers in this process, without a
server; CPU is this process's and, on Postgres, that of the server's whole process tree. Attempts and summaries are
written as learning would have left them; single answers are not, since no page measured here reads any.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from benchmarks.counting import recorded_statements
from benchmarks.databases import databases, prepare
from benchmarks.launch import MODULE_ID, SECRET
from benchmarks.platform import INSTRUCTOR, Platform
from benchmarks.servers import cpu_seconds_of_tree
from benchmarks.visits import Answer, InProcessDoor, Visitor
from lti_tool.app import create_app
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.snapshots import store_items
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.competencies.models import CompetencyTally, ItemTally, TimeTally
from lti_tool.content.model import Module
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.source.loader import load_catalogue
from lti_tool.db import Base, db, utcnow
from lti_tool.delivery.lanes import find_lane
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.instructor.grid.filter import Sort, State
from lti_tool.lti.models import Context, Membership, ResourceLink, User
from lti_tool.placements.models import Placement, SaidDates
from lti_tool.progress.models import LearnerProgress
from lti_tool.quizzes import full_answer
from lti_tool.settings import Settings, shipped_dir

BASE_URL = "http://127.0.0.1:5999"
LEARNERS, LINKS, ATTEMPTS, BRANCHES = 10_000, 14, 3, 20
CHUNK = 5_000
WARM_UP, ROUNDS, FILE_ROUNDS = 3, 20, 3
AIM_MS, STATEMENTS = 200.0, 12
FILE = " (no aim)"
CHANGES = {
    "all done in time": "UPDATE learner_progress SET passed = true, first_handed_in_at = '2000-01-01 00:00:00'",
    "nobody has begun": "DELETE FROM learner_progress",
}
"""What a filter has to look for longest: at every link of everybody, where it fits nobody."""


@dataclass(frozen=True)
class Cost:
    """One page: milliseconds of CPU here and in the database server, SQL statements."""

    name: str
    own_ms: float
    server_ms: float
    statements: int

    @property
    def milliseconds(self) -> float:
        """All of it."""
        return self.own_ms + self.server_ms

    def __str__(self) -> str:
        ratio = self.milliseconds / AIM_MS
        parts = f"({self.own_ms:6.1f} here, {self.server_ms:6.1f} in the server)"
        figures = f"{self.milliseconds:7.1f} ms {parts} {self.statements:3d} statements"
        return f"{self.name:<40}{figures}   {ratio:.2f} of the aim"


class FullCourse:
    """Ten thousand people who have learned: the rows that they left."""

    def __init__(self, session: Session, catalogue: Catalogue, context_id: int) -> None:
        self.session, self.chance, self.now = session, random.Random(7), utcnow()
        self.context = session.get_one(Context, context_id)
        quizzes = [module for module in catalogue.modules if module.quiz]
        self.modules, self.different = (quizzes * 2)[:LINKS], len(quizzes)
        self.users = list(range(1_000_000, 1_000_000 + LEARNERS))

    def fill(self) -> None:
        """Write everything."""
        self._people()
        for number, module in enumerate(self.modules):
            self._link(number, module)
        self._own_dates()
        self._competencies()
        self.session.commit()

    def _own_dates(self) -> None:
        """One branch has a later date in all of the course, and every twentieth person one of their own at a link."""
        later, link = self.now + timedelta(days=3), self.session.query(Placement.resource_link_id).limit(1).scalar()
        common = {"due_at": later, "heard_at": self.now}
        branch = min(self.branch_of.values())
        self._write(
            SaidDates, iter([common | {"context_id": self.context.id, "branch_id": branch, "source": "branch"}])
        )
        own = common | {"resource_link_id": link, "source": "person"}
        self._write(SaidDates, (own | {"user_id": user} for user in self.users if user % 20 == 0))

    def _people(self) -> None:
        branches = [Branch(context_id=self.context.id, name=f"Branch {number:02}") for number in range(BRANCHES)]
        self.session.add_all(branches)
        self.session.flush()
        self.branch_of = {user: self.chance.choice(branches).id for user in self.users}
        mine = {"context_id": self.context.id}
        self._write(
            User,
            (
                {"id": user, "deployment_id": self.context.deployment_id, "id_on_platform": f"sub-{user}"}
                | {"name": f"Learner {self.chance.randrange(10**6):06}", "email": f"{user}@library.example"}
                for user in self.users
            ),
        )
        seen = {"roles": ["Learner"], "is_staff": False, "is_active": True, "last_seen_at": self.now}
        self._write(Membership, (mine | seen | {"user_id": user} for user in self.users))
        self._write(
            BranchMember,
            (mine | {"user_id": user, "branch_id": self.branch_of[user], "source": "roster"} for user in self.users),
        )

    def _link(self, number: int, module: Module) -> None:
        placement = self._placement(number, module)
        assert module.quiz is not None
        store_items(self.session, module.quiz.items, self.now)
        drawn = [
            {
                "item": item.id,
                "version": item.version,
                "digest": item.digest,
                "options": list(item.part_ids),
                "targets": [],
                "section": "",
            }
            for item in module.quiz.items[: module.quiz.draw_count]
        ]
        common = {"placement_id": placement.id}
        self._write(
            Attempt,
            (
                common
                | {"user_id": user, "number": nth, "module_id": module.id, "module_digest": module.digest}
                | {"module_title": module.title, "quiz_title": "Quiz", "kind": "module", "pass_points": 8, "seed": user}
                | {"drawn": drawn, "points": 7.0, "points_possible": 10, "passed": nth == ATTEMPTS, "regrades": []}
                | {"section_minimums": {}, "is_preview": False, "closed_by": "learner"}
                | {"started_at": self.now - timedelta(minutes=9), "submitted_at": self.now}
                for user in self.users
                for nth in range(1, ATTEMPTS + 1)
            ),
        )
        self._write(
            LearnerProgress,
            (
                common
                | {"user_id": user, "lessons_done": len(module.lessons), "attempts": ATTEMPTS, "submitted": ATTEMPTS}
                | {"score_numerator": 7, "score_denominator": 10, "score_share": 0.7, "passed": user % 3 > 0}
                | {"seconds": 1_620, "last_activity_at": self.now, "first_handed_in_at": self.now}
                for user in self.users
            ),
        )
        lane = find_lane(self.session, placement.resource_link)
        self._write(
            ScoreDelivery,
            (
                common
                | {"user_id": user, "score_given": 70, "score_maximum": 100, "revision": 1, "tries": 1}
                | {"state": "failed" if user % 97 == 0 else "delivered", "started_at": self.now}
                | {"submitted_at": self.now, "next_try_at": self.now, "due_since": self.now, "lane_id": lane}
                for user in self.users
            ),
        )
        if number < self.different:
            self._tallies(module)

    def _placement(self, number: int, module: Module) -> Placement:
        """Each link was due yesterday, so that whoever has not finished it is behind."""
        placement = self._found_or_made(number, module)
        placement.quiz_settings = {"due_at": (self.now - timedelta(days=1)).isoformat()}
        return placement

    def _found_or_made(self, number: int, module: Module) -> Placement:
        found = self.session.query(Placement).filter_by(context_id=self.context.id, module_id=module.id).one_or_none()
        if found and number < self.different:
            return found
        link = ResourceLink(context=self.context, id_on_platform=f"filled-{number}")
        placement = Placement(resource_link=link, context_id=self.context.id, module_id=module.id, created_at=self.now)
        self.session.add(placement)
        self.session.flush()
        return placement

    def _tallies(self, module: Module) -> None:
        assert module.quiz is not None
        mine = {"context_id": self.context.id, "module_id": module.id}
        sums = {"sum_x": 150_000, "sum_xx": 9_000_000, "sum_y": 1_400_000, "sum_yy": 700_000_000, "sum_xy": 66_000_000}
        sums |= {"responses": 3_333, "unanswered": 40, "confident": 900, "confident_wrong": 120}
        self._write(
            ItemTally,
            (
                mine
                | sums
                | {"digest": item.digest, "item_id": item.id, "choices": dict.fromkeys(full_answer(item), 900)}
                for item in module.quiz.items
            ),
        )
        self._write(TimeTally, (mine | {"minutes": minute, "attempts": 160} for minute in range(61)))

    def _competencies(self) -> None:
        codes = sorted({code for module in self.modules for code in module.competencies})
        self._write(
            CompetencyTally,
            (
                {"context_id": self.context.id, "user_id": user, "competency": code, "branch_id": self.branch_of[user]}
                | {"points": 60 * (1 + user % 6), "responses": 6}
                for code in codes
                for user in self.users
            ),
        )

    def _write(self, model: type[Base], rows: Iterator[dict[str, object]]) -> None:
        chunk: list[dict[str, object]] = []
        for row in rows:
            chunk.append(row)
            if len(chunk) == CHUNK:
                self.session.execute(insert(model), chunk)
                chunk = []
        if chunk:
            self.session.execute(insert(model), chunk)


class Instructor:
    """Somebody who teaches the course, in this process."""

    def __init__(self, platform: Platform, app: Flask, launch_url: str) -> None:
        self._door = InProcessDoor(app, BASE_URL)
        self._visitor = Visitor(platform, self._door, launch_url, INSTRUCTOR)
        self.home = self._visitor.launch("course-1", self._visitor.login("course-1"))
        self.get(self.home)

    def get(self, path: str) -> Answer:
        answer = self._door.send("GET", path, None, self._visitor.cookies)
        if answer.status != 200:
            raise LookupError(f"{path} answered {answer.status}")
        return answer


@contextmanager
def running(*, postgres: bool) -> Iterator[tuple[Flask, Instructor, int | None]]:
    """An app whose one course is full."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Platform(MODULE_ID) as platform,
        databases(Path(folder), postgres=postgres) as urls,
    ):
        settings = Settings(database_url=urls.tool, secret_key=SECRET, base_url=BASE_URL, allow_private_platforms=True)
        app = create_app(settings, AUTOMATIC_ROSTER=False)
        prepare(app, platform)
        instructor = Instructor(platform, app, settings.launch_url)
        app.extensions["score_executor"].stop()
        with app.app_context():
            context_id = db.session.query(Context.id).scalar()
            FullCourse(db.session(), load_catalogue(shipped_dir("content")), context_id).fill()
            db.session.execute(text("ANALYZE"))
            db.session.commit()
            db.session.remove()
        yield app, instructor, urls.server_pid
        app.extensions["lti"].close_connections()


def measure(app: Flask, name: str, request: Callable[[], Answer], server_pid: int | None) -> Cost:
    """The mean of many requests: a server's CPU is told in hundredths of a second only."""
    rounds = FILE_ROUNDS if name.endswith(FILE) else ROUNDS
    for _ in range(1 if name.endswith(FILE) else WARM_UP):
        request()
    with recorded_statements(app) as statements:
        request()
    server = cpu_seconds_of_tree(server_pid) if server_pid else 0.0
    own = time.thread_time()
    for _ in range(rounds):
        request()
    own = time.thread_time() - own
    server = (cpu_seconds_of_tree(server_pid) if server_pid else 0.0) - server
    return Cost(name, own / rounds * 1000, server / rounds * 1000, len(statements))


def measure_all(*, postgres: bool) -> Iterator[Cost]:
    """Each page, as it is met."""
    with running(postgres=postgres) as (app, instructor, pid):
        base = instructor.home
        for name, path in (
            ("results, first page", base),
            ("results, by score", f"{base}?sort=-score"),
            ("results, page 100", f"{base}?page=100"),
            ("results, a name", f"{base}?q=999"),
            ("results, not delivered", f"{base}?state=not-delivered"),
            ("heat map and item analysis", f"{base}/analysis"),
            ("one learner", f"{base}/people/{1_000_000}"),
            ("course grid, page 100", f"{base}/grid?page=100"),
            *grid_views(base),
            (f"CSV of the grid{FILE}", f"{base}/grid.csv"),
            (f"CSV of everybody{FILE}", f"{base}/results.csv"),
        ):
            yield measure(app, name, partial(instructor.get, path), pid)
        for course, change in CHANGES.items():
            with app.app_context():
                db.session.execute(text(change))
                db.session.execute(text("ANALYZE"))
                db.session.commit()
                db.session.remove()
            for name, path in grid_views(base):
                yield measure(app, f"{name}; {course}", partial(instructor.get, path), pid)


def grid_views(base: str) -> Iterator[tuple[str, str]]:
    """The grid, as each filter and each order shows it."""
    for state in State:
        yield f"grid, {state or 'everybody'}", f"{base}/grid?state={state}"
    for sort in (Sort.BRANCH, Sort.LAST_SEEN, Sort.FINISHED):
        yield f"grid by {sort}", f"{base}/grid?sort={sort}"
    yield "grid, a name", f"{base}/grid?q=999"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="on a Postgres server of its own")
    options = parser.parse_args()
    print(f"{LEARNERS} learners, {LINKS} links, {ATTEMPTS} attempts at each")
    costs = []
    for cost in measure_all(postgres=options.postgres):
        print(cost, flush=True)
        costs.append(cost)
    aimed = [cost for cost in costs if not cost.name.endswith(FILE)]
    print(f"most statements: {max(cost.statements for cost in aimed)} of {STATEMENTS}")
    print(f"dearest against its aim: {max(cost.milliseconds for cost in aimed) / AIM_MS:.2f}")


if __name__ == "__main__":
    main()
