"""What the version before wrote as sentences is shown as it was shown then: on every page that has some of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from lti_tool.app import create_app
from lti_tool.db import utcnow
from lti_tool.lti.models import Context, Deployment, PlatformKeySet, Registration, ResourceLink
from lti_tool.placements.catalogue import LazyCatalogue
from lti_tool.schema.migrating import upgrade_schema
from lti_tool.settings import Settings
from tests.support.before_facts import FOLDER, load
from tests.support.closing import close_app
from tests.support.databases import SECRET, Databases, empty
from tests.support.door import ROLE, Door, make_platform
from tests.support.quiz_course import write_quiz_course
from tests.support.visitor import Page

pytestmark = pytest.mark.both_databases

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
BASE_URL = "http://localhost:8970"  # where the tool was then: refusals name it
SHOWN: dict[str, Any] = yaml.safe_load((FOLDER / "shown.yaml").read_text(encoding="utf-8"))


@dataclass
class Before:
    """The tool of today with the database of then."""

    app: Flask
    entered: dict[tuple[str, str], tuple[FlaskClient, str]] = field(default_factory=dict)

    def open(self, course: str, path: str, language: str) -> Page:
        """A page of a course, as its instructor sees it after a launch."""
        if (course, language) not in self.entered:
            self.entered[course, language] = self._enter(course, language)
        browser, base = self.entered[course, language]
        path = f"{base}{path}"
        return Page(path, browser.get(path, base_url=BASE_URL), "GET", {})

    def _enter(self, course: str, language: str) -> tuple[FlaskClient, str]:
        """Through the course's first link; the browser, and where its pages are."""
        facts = SHOWN["courses"][course]
        with self._session() as session:
            context = _find_context(session, facts)
            registration = context.deployment.registration
            link = session.scalars(
                select(ResourceLink).filter_by(context_id=context.id).order_by(ResourceLink.id)
            ).first()
            assert link is not None
            door = self._door(session, registration)
            claims = _claims(context, link) | {"launch_presentation": {"locale": language}}
        browser = door.browser()
        home = door.enter(browser, facts["instructor"], roles=[f"{ROLE}Instructor"], **claims)
        return browser, f"/l/{home.launch_id}"

    def run(self, command: str) -> str:
        """What a command prints."""
        done = self.app.test_cli_runner().invoke(args=command.split())
        assert done.exit_code == 0, done.output
        return done.stdout

    def _door(self, session: Session, registration: Registration) -> Door:
        """The platform of then with new keys: those of then it kept to itself."""
        platform = make_platform(BASE_URL, registration.issuer)
        keys = {"url": registration.jwks_url, **platform.keys.jwks()}
        session.merge(PlatformKeySet(registration_id=registration.id, jwks=keys, fetched_at=utcnow()))
        session.commit()
        return Door(self.app, platform, registration.id)

    def _session(self) -> Session:
        session: Session = self.app.extensions["lti"].session_factory()
        return session


def _find_context(session: Session, facts: dict[str, str]) -> Context:
    wanted = select(Context).join(Context.deployment).join(Deployment.registration).order_by(Context.id)
    wanted = wanted.where(Registration.issuer == facts["issuer"], Context.id_on_platform == facts["context"])
    return session.scalars(wanted.limit(1)).one()


def _claims(context: Context, link: ResourceLink) -> dict[str, Any]:
    return {
        "context": {"id": context.id_on_platform, "title": context.title},
        "resource_link": {"id": link.id_on_platform, "title": link.title},
        AGS: {"scope": link.ags_scopes, "lineitem": link.lineitem_url, "lineitems": link.lineitems_url},
    }


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def before(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Before]:
    """Loaded once: nothing here changes what is looked at."""
    databases: Databases = request.getfixturevalue(f"{request.param}_databases")
    url = databases.fresh(tmp_path_factory.mktemp("before"))
    empty(url)
    engine = create_engine(url)
    load(engine)
    engine.dispose()
    app = create_app(Settings(database_url=url, secret_key=SECRET, base_url=BASE_URL), AUTOMATIC_ROSTER=False)
    app.extensions["catalogue"] = LazyCatalogue(write_quiz_course(tmp_path_factory.mktemp("content")))
    with app.app_context():
        upgrade_schema()
    yield Before(app)
    close_app(app)
    databases.forget(url)


def lines(page: Page, selector: str) -> list[str]:
    """The text of each thing on a page that a selector finds, without moments: those have moved with the rows."""
    found = page.soup.select(selector)
    for each in found:
        for moment in each.select("time"):
            moment.extract()
    return [" ".join(each.get_text(" ").split()) for each in found]


@pytest.mark.parametrize(
    "shown", SHOWN["pages"], ids=lambda shown: f"{shown['course']}{shown['path']} {shown['language']}"
)
def test_a_page_says_of_each_row_what_it_said_then(before: Before, shown: dict[str, Any]) -> None:
    page = before.open(shown["course"], shown["path"], shown["language"])
    said, expected = lines(page, shown["select"]), shown["lines"]

    assert page.status == 200
    assert len(said) == len(expected), said
    for line, words in zip(said, expected, strict=True):
        assert [each for each in words if each not in line] == [], line


@pytest.mark.parametrize("shown", SHOWN["commands"], ids=lambda shown: str(shown["command"]))
def test_a_command_prints_what_it_printed_then(before: Before, shown: dict[str, Any]) -> None:
    said = iter(before.run(shown["command"]).splitlines())

    for words in shown["lines"]:  # each after the one before: what depends on the time of day may stand between
        assert any(all(each in line for each in words) for line in said), words
