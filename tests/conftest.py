"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import os
import re
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from lti_tool import loading
from lti_tool.app import create_app
from lti_tool.audit import Actor
from lti_tool.content import load_catalogue
from lti_tool.db import db, utcnow
from lti_tool.demo_lms import DemoSettings, Platform, create_demo_lms
from lti_tool.demo_lms.server import serve_in_thread
from lti_tool.lti.models import Registration
from lti_tool.lti.registering.registrations import save_registration
from lti_tool.placements import catalogue
from lti_tool.settings import Settings, shipped_dir
from tests.support.broker import Broker
from tests.support.closing import close_app
from tests.support.databases import SECRET, Databases, PostgresDatabases, SqliteDatabases
from tests.support.door import PLATFORM_KEY
from tests.support.made_once import RouteCompiledOnce, TemplatesCompiledOnce, compile_statements_once, parsed_once
from tests.support.ports import find_free_port
from tests.support.visitor import Visitor

DATABASES = ("sqlite", "postgres")
OBJECTS_BEFORE_GARBAGE = 20_000
MINUTES_S = 900

compile_statements_once()

# The suite says the same thing each time; `make fuzz` looks further, each time elsewhere.
hypothesis.settings.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],  # a busy machine is no fault
)
hypothesis.settings.register_profile("suite", hypothesis.settings.get_profile("patient"), derandomize=True)
hypothesis.settings.register_profile(
    "fuzz", hypothesis.settings.get_profile("patient"), max_examples=int(os.environ.get("FUZZ_EXAMPLES", "100"))
)
hypothesis.settings.load_profile("fuzz" if "FUZZ_EXAMPLES" in os.environ else "suite")


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Replace pytest-flask's: with one request context around a test, a view that forgot to commit would pass."""


@pytest.fixture(scope="session", autouse=True)
def _parse_once() -> Iterator[None]:
    """Each test makes an application; what every one of them would compile and parse anew is kept for the next."""
    shipped, taught = cache(load_catalogue), parsed_once(load_catalogue)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": TemplatesCompiledOnce()})
        patch.setattr(
            catalogue,
            "load_catalogue",
            lambda folder: (shipped if folder == shipped_dir("content") else taught)(folder),
        )
        patch.setattr(Flask, "url_rule_class", RouteCompiledOnce)
        yield


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """One template for all of xdist's workers."""
    ours = tmp_path_factory.getbasetemp()
    return SqliteDatabases(ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours)


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    """Outside of pytest's folder: to a server that runs as another user, the next pytest session would close that."""
    with TemporaryDirectory(prefix="postgres-") as folder:
        databases = PostgresDatabases(Path(folder))
        yield databases
        databases.close()


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are CPUs: about a third of the time goes to waiting for browsers and servers."""
    cpus = len(os.sched_getaffinity(0))
    return cpus + cpus // 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One database for each case, half of the cases on either; both where a test is marked `both_databases`.

    `ALL_DATABASES=1` runs each case on both. Which one a case runs on depends on its name alone.
    What takes minutes begins first: begun last, it would run on alone.
    """
    items.sort(key=lambda item: not _takes_minutes(item))
    if "ALL_DATABASES" in os.environ:
        return
    twins = Counter(case for item in items if (case := _case_on_any_database(item)))
    left_out = [item for item in items if twins[_case_on_any_database(item)] > 1 and not _is_its_database(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays till the end: looking through it for garbage took a third of the time of collecting.

    Looked through at each turn afterwards, it took a tenth of that of the tests.
    """
    with loading():
        collected = yield
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_GARBAGE)
    return collected


def _takes_minutes(item: pytest.Item) -> bool:
    patience = item.get_closest_marker("timeout")
    return patience is not None and patience.args[0] >= MINUTES_S


def _case_on_any_database(item: pytest.Item) -> str:
    """The name of a case without that of its database; empty where it has none, or must run on both."""
    database = _database_of(item)
    if not database or item.get_closest_marker("both_databases"):
        return ""
    return re.sub(rf"\b{database}\b", "*", item.nodeid)


def _is_its_database(item: pytest.Item) -> bool:
    return DATABASES[crc32(_case_on_any_database(item).encode()) % len(DATABASES)] == _database_of(item)


def _database_of(item: pytest.Item) -> str:
    named = (
        item.callspec.params.get("database_url", "")
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        else ""
    )
    return str(named)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database, on SQLite or on Postgres: see `pytest_collection_modifyitems`."""
    databases: Databases = request.getfixturevalue(f"{request.param}_databases")
    url = databases.fresh(tmp_path)
    yield url
    databases.forget(url)


@pytest.fixture
def tool_port() -> int:
    return find_free_port()


@pytest.fixture
def settings(database_url: str, tool_port: int) -> Settings:
    return Settings(
        database_url=database_url,
        secret_key=SECRET,
        base_url=f"http://localhost:{tool_port}",
        allow_private_platforms=True,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings, AUTOMATIC_ROSTER=False)
    yield app
    close_app(app)


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session apart from the application's: it sees only what was committed."""
    with app.extensions["lti"].session_factory() as session:
        yield session


@pytest.fixture
def broker() -> Iterator[Broker]:
    broker = Broker()
    yield broker
    broker.stop()


@dataclass
class World:
    """The tool and the demo LMS, each reachable by the other over real HTTP."""

    tool: Flask
    lms: Flask
    platform: Platform
    registration_id: int

    @property
    def tool_url(self) -> str:
        url: str = self.tool.extensions["settings"].base_url
        return url

    def visitor(self) -> Visitor:
        return Visitor(self.tool, self.lms, self.tool_url, self.platform.address)

    def registration(self, session: Session) -> Registration:
        return session.get_one(Registration, self.registration_id)


@pytest.fixture
def imitates() -> str:
    """The LMS whose ways the demo LMS takes on; none."""
    return ""


@pytest.fixture
def world(app: Flask, tool_port: int, imitates: str) -> Iterator[World]:
    """The demo LMS on 127.0.0.1, registered with the tool on localhost."""
    lms_port = find_free_port()
    addresses = {"base_url": f"http://127.0.0.1:{lms_port}", "tool_url": f"http://localhost:{tool_port}"}
    demo = DemoSettings(**addresses, signing_key=PLATFORM_KEY, imitates=imitates)
    lms = create_demo_lms(demo)
    platform: Platform = lms.extensions["demo_lms"]
    with serve_in_thread(lms, "127.0.0.1", lms_port), serve_in_thread(app, "127.0.0.1", tool_port):
        yield World(app, lms, platform, register(app, platform))


def register(app: Flask, platform: Platform) -> int:
    with app.app_context():
        saved = save_registration(
            db.session(),
            platform.issuer,
            platform.client_id,
            deployment_ids=[platform.deployment_id],
            actor=Actor.operator(),
            now=utcnow(),
            name="Demo LMS",
            auth_login_url=platform.auth_login_url,
            token_url=platform.token_url,
            jwks_url=platform.jwks_url,
        )
        db.session.commit()
        return saved.registration.id
