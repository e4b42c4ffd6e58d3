"""What the coordinator's report costs: 200 courses, 10,000 learners, twelve modules, twelve skills.

Run it with `python -m benchmarks.coordinators`, or `--postgres` for a server of its own. CPU is this process's, which
on SQLite is all of it; on Postgres look at the wall too.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from benchmarks.databases import databases
from lti_tool.app import create_app
from lti_tool.audit import Actor
from lti_tool.competencies.models import CompetencyTally
from lti_tool.coordinators.publishing import publish
from lti_tool.coordinators.report import add_up, read_courses
from lti_tool.db import db, utcnow
from lti_tool.lti.models import Context, Deployment, Membership, ResourceLink, User
from lti_tool.lti.registering.registrations import save_registration
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.progress.models import LearnerProgress
from lti_tool.schema.migrating import upgrade_schema
from lti_tool.settings import Settings

COURSES = 200
PEOPLE = 50  # in each
MODULES = 12
SKILLS = 12
RUNS = 5
URLS = {
    "auth_login_url": "https://lms.example/a",
    "token_url": "https://lms.example/t",
    "jwks_url": "https://lms.example/j",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true")
    postgres = parser.parse_args().postgres
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder), postgres=postgres) as urls:
        app = create_app(
            Settings(database_url=urls.tool, secret_key="a key for benchmarks that is long enough to be one")
        )
        with app.app_context():
            upgrade_schema()
            deployment_id = fill(db.session())
            if postgres:
                db.session.execute(text("ANALYZE"))
            db.session.commit()
            measure(db.session(), deployment_id)
            db.session.remove()
            app.extensions["lti"].close_connections()


def fill(session: Session) -> int:
    """Courses in which everybody has begun everything."""
    saved = save_registration(
        session, "https://lms.example", "benchmark", deployment_ids=["1"], actor=Actor.operator(), now=utcnow(), **URLS
    )
    deployment_id = session.scalars(select(Deployment.id).filter_by(registration_id=saved.registration.id)).one()
    names = [str(number) for number in range(COURSES * PEOPLE)]
    session.execute(insert(User), [{"deployment_id": deployment_id, "id_on_platform": name} for name in names])
    users = list(session.scalars(select(User.id).order_by(User.id)))
    for number in range(COURSES):
        _fill_course(session, deployment_id, number, users[number * PEOPLE : (number + 1) * PEOPLE])
    return deployment_id


def _fill_course(session: Session, deployment_id: int, number: int, people: list[int]) -> None:
    course = _add(session, Context(deployment_id=deployment_id, id_on_platform=str(number), title=f"Course {number}"))
    session.execute(
        insert(Membership), [{"context_id": course.id, "user_id": user, "roles": ["Learner"]} for user in people]
    )
    for module in catalogue().modules[:MODULES]:
        link = _add(session, ResourceLink(context_id=course.id, id_on_platform=module.id))
        facts = {"context_id": course.id, "module_id": module.id, "score_maximum": 100, "created_at": utcnow()}
        placement = _add(session, Placement(resource_link_id=link.id, **facts))
        rows = [{"placement_id": placement.id, "user_id": user, "passed": user % 3 == 0} for user in people]
        session.execute(insert(LearnerProgress), rows)
    tallies = [
        {"context_id": course.id, "user_id": user, "competency": f"S{skill}", "points": 100, "responses": 6}
        for user in people
        for skill in range(SKILLS)
    ]
    session.execute(insert(CompetencyTally), tallies)


def _add(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def measure(session: Session, deployment_id: int) -> None:
    """Make the report a few times and print the first, which has everything to keep, and the quickest."""
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *call: statements.append(call[2]))
    found = []
    for _ in range(RUNS):
        statements.clear()
        wall, cpu = time.perf_counter(), time.process_time()
        publish(session, deployment_id, catalogue().modules)
        session.commit()
        totals = add_up(read_courses(session, deployment_id))
        found.append((time.process_time() - cpu, time.perf_counter() - wall, len(statements)))
        assert totals.courses == COURSES
        session.rollback()
    for name, (cpu, wall, count) in (("the first", found[0]), ("the quickest", min(found))):
        print(f"{name}: {cpu * 1000:.0f} ms CPU of this process, {wall * 1000:.0f} ms on the wall, {count} statements")


if __name__ == "__main__":
    main()
