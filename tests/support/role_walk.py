"""Walking every route inside a launch as somebody; `python -m tests.support.role_walk` writes docs/roles.md's table."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lti_tool.app import create_app
from lti_tool.branches.models import Branch
from lti_tool.certificates.models import Certificate
from lti_tool.db import utcnow
from lti_tool.instructor.branches.page import pack
from lti_tool.lti.models import Context
from lti_tool.placements.models import CourseTerm, LocalPolicy
from lti_tool.settings import Settings
from tests.support.closing import close_app
from tests.support.databases import SECRET, SqliteDatabases
from tests.support.door import ROLE, Door, set_up_door
from tests.support.learners import csrf
from tests.support.quiz_course import teach
from tests.support.takers import Taker, attempts_of

TABLE = Path(__file__).parents[2] / "docs/roles.md"
ROLES = ("Learner", "Observer", "Mentor", "TeachingAssistant", "ContentDeveloper", "Instructor", "Administrator")
MAY, MAY_NOT = "yes", "–"
MODULE, WORDS, BRANCH = "types", "The words of this library", "A branch of theirs"
LINK = {"id": "link-types", "title": MODULE}
NOT_FOR_THEM = b"Only learners and instructors take the quiz."  # a refusal that is no 403: there is no quiz for them
FORM = {
    "reason": "Because",
    "time_factor": "2.0",
    "extra_attempts": "1",
    "name": "Taken over",
    "act": "remove",
    "action": "drop",
    "may_lower": "1",
    "body": "Taken over",
    "module": "retake",
    "renewal": "yearly",
    "plan": pack(dict.fromkeys((1, 2, 3, 4), "Taken over")),
}


@dataclass(frozen=True, order=True)
class Route:
    """A method and a path under a launch, as the table writes it."""

    path: str
    method: str

    def fill(self, values: dict[str, Any]) -> str:
        return re.sub(r"<(\w+)>", lambda found: str(values.get(found.group(1), "1")), self.path)


def routes(app: Flask) -> list[Route]:
    """Every route inside a launch; leaving comes last, since nothing is open after it."""
    found = {
        Route(_plain(rule), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/l/<launch_id>/")
        for method in (rule.methods or set()) & {"GET", "POST"}
    }
    return sorted(found, key=lambda each: (each.path == "/finish", each))


def read_table() -> dict[Route, dict[str, str]]:
    rows = re.findall(r"^\| (GET|POST) \| `(\S+)` \| (.*) \|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    return {Route(path, method): dict(zip(ROLES, cells.split(" | "), strict=True)) for method, path, cells in rows}


def enter(door: Door, role: str = "Learner", person: str = "yusuf", **claims: Any) -> Taker:
    browser = door.browser()
    mentees = ["somebody-else"] if role == "Mentor" else []
    known = {"custom": {"module": MODULE}, "resource_link": LINK, "role_scope_mentor": mentees}
    page = door.enter(browser, person, roles=[ROLE + role], **(known | claims))
    return Taker(door, browser, page, MODULE)


def knock(taker: Taker, route: Route, values: dict[str, Any], base: str = "") -> TestResponse:
    path = (base or taker.base) + route.fill(values)
    if route.method == "GET":
        return taker.browser.get(path, base_url=taker.door.url)
    return taker.browser.post(path, base_url=taker.door.url, data={"csrf_token": csrf(taker.home)} | FORM)


def walk(door: Door, role: str, values: dict[str, Any]) -> dict[Route, str]:
    """What a role may open and what not."""
    taker = enter(door, role)
    return {route: MAY_NOT if _is_refused(knock(taker, route, values)) else MAY for route in routes(door.app)}


def furnish(door: Door) -> dict[str, Any]:
    """A course with something of everything, and the ids of it all."""
    enter(door, person="mei-ling").take(right=2)
    (attempt,) = attempts_of(door, MODULE)
    with door.session() as session:
        context_id = session.scalars(select(Context.id)).one()
        branch = Branch(context_id=context_id, name=BRANCH)
        policy = LocalPolicy(context_id=context_id, lesson_id="types.l1", body=WORDS, updated_at=utcnow())
        term = CourseTerm(context_id=context_id, began_at=utcnow())
        certificate = Certificate(
            code="0" * 24,
            user_id=attempt.user_id,
            context_id=context_id,
            module_id=MODULE,
            name="Mei-Ling Zhao",
            title=MODULE,
            minutes=5,
            competencies=[],
            issued_at=utcnow(),
        )
        session.add_all([branch, policy, term, certificate])
        session.commit()
        return {
            "user_id": attempt.user_id,
            "attempt_id": attempt.id,
            "placement_id": attempt.placement_id,
            "digest": attempt.drawn[0]["digest"],
            "item_id": attempt.drawn[0]["item"],
            "branch_id": branch.id,
            "certificate_id": certificate.id,
            "term_id": term.id,
            "lesson_id": "types.l1",
        }


def write_table(folder: Path) -> None:
    """Walk as every role, and write down what was open."""
    url = SqliteDatabases(folder).fresh(folder)
    app = create_app(Settings(database_url=url, secret_key=SECRET, base_url="http://localhost:8000"))
    door = set_up_door(app)
    teach(door, folder / "content")
    values = furnish(door)
    walked = {role: walk(door, role, values) for role in ROLES}
    rows = [
        f"| {route.method} | `{route.path}` | {' | '.join(walked[role][route] for role in ROLES)} |"
        for route in routes(app)
    ]
    text = TABLE.read_text(encoding="utf-8")
    head = text[: text.index("| | |")]
    top = [f"| | | {' | '.join(ROLES)} |", "|" + " --- |" * (len(ROLES) + 2)]
    TABLE.write_text(head + "\n".join([*top, *rows]) + "\n", encoding="utf-8")
    close_app(app)


def _plain(rule: Rule) -> str:
    return re.sub(r"<[^<>]*?(\w+)>", r"<\1>", rule.rule.removeprefix("/l/<launch_id>"))


def _is_refused(answer: TestResponse) -> bool:
    return answer.status_code == 403 or NOT_FOR_THEM in answer.data


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        write_table(Path(scratch))
