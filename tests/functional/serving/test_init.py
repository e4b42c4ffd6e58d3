"""`lti-tool init`: from nothing to a settings file that serves, asked for or told."""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url

from lti_tool.cli.init import init
from lti_tool.settings import load_settings
from tests.support.command_line import InProcess
from tests.support.databases import PostgresDatabases, SqliteDatabases

ADDRESS = "https://localhost"
Init = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Init:
    monkeypatch.chdir(tmp_path)
    return lambda *options, typed=None: CliRunner().invoke(init, options, input=typed)


def test_what_it_writes_upgrades_a_database_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    operator = InProcess(tmp_path)

    told = operator("init", "--base-url", ADDRESS, "--database-url", "sqlite:///ours.sqlite3")

    file = tmp_path / "lti-tool.toml"
    assert (told.returncode, "lti-tool db upgrade" in told.stdout) == (0, True), told.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    known = load_settings({"LTI_TOOL_CONFIG": str(file)})
    assert known.base_url == ADDRESS
    assert (known.trusted_proxies, len(known.secret_key)) == (1, 1)
    upgraded = InProcess(tmp_path, {"LTI_TOOL_CONFIG": str(file)})("db", "upgrade")
    assert upgraded.stdout == "The database is up to date.\n"
    assert (tmp_path / "ours.sqlite3").exists()


def test_two_installations_share_no_secret_and_a_file_is_never_overwritten(tmp_path: Path, run: Init) -> None:
    options = ["--base-url", ADDRESS, "--database-url", "sqlite:///ours.sqlite3"]
    secrets = []
    for name in ("one.toml", "two.toml"):
        assert run(*options, "--output", name).exit_code == 0
        secrets += tomllib.loads((tmp_path / name).read_text())["secret_key"]
    before = (tmp_path / "one.toml").read_text()

    again = run(*options, "--output", "one.toml")

    assert len(set(secrets)) == 2
    assert (again.exit_code, "one.toml is there already" in again.output) == (1, True)
    assert (tmp_path / "one.toml").read_text() == before


def test_what_is_typed_wrong_is_said_and_asked_for_again(tmp_path: Path, run: Init) -> None:
    answers = [
        "training",
        "http://training.example.org",
        ADDRESS,
        "mysql://x",
        "sqlite:////no/such/x",
        "sqlite:///a.db",
    ]

    asked = run(typed="".join(f"{answer}\n" for answer in answers))

    assert asked.exit_code == 0, asked.output
    for words in ("must be an origin", "must begin with https://", "must start with sqlite:///", "cannot be made"):
        assert asked.output.count(words) == 1
    assert tomllib.loads((tmp_path / "lti-tool.toml").read_text())["database_url"] == f"sqlite:///{tmp_path}/a.db"


@pytest.mark.parametrize(
    ("address", "database", "words"),
    [
        ("http://training.example.org", "sqlite:///a.db", "must begin with https://"),
        (ADDRESS, "sqlite:////no/such/folder/a.db", "cannot be made"),
        (ADDRESS, "sqlite:///broken.db", "The database does not answer: file is not a database"),
        (ADDRESS, "postgresql+psycopg://nobody:hidden@127.0.0.1:9/none", "The database does not answer"),
    ],
)
def test_what_is_told_wrong_writes_nothing(tmp_path: Path, address: str, database: str, words: str) -> None:
    (tmp_path / "broken.db").write_text("no database at all, but a text that is long enough" * 20)

    told = InProcess(tmp_path)("init", "--base-url", address, "--database-url", database)

    assert (told.returncode, words in told.stderr) == (1, True), told.stderr
    assert "hidden" not in told.stderr
    assert not (tmp_path / "lti-tool.toml").exists()


def test_a_database_of_a_later_version_or_without_rights_is_told(
    tmp_path: Path, postgres_databases: PostgresDatabases, sqlite_databases: SqliteDatabases, run: Init
) -> None:
    later, closed = sqlite_databases.fresh(tmp_path), postgres_databases.fresh(tmp_path)
    _execute(
        later, "UPDATE alembic_version SET version_num = '9999'", "UPDATE schema_support SET oldest_revision = '9998'"
    )
    guest = make_url(closed).set(username="guest", password="a%40 b").render_as_string(hide_password=False)
    _execute(
        closed, "DROP TABLE alembic_version", "CREATE ROLE guest LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    )

    for url, words in {later: "is older than its database", guest: "guest may make no tables there"}.items():
        told = run("--base-url", ADDRESS, "--database-url", url)
        assert told.exit_code == 1
        assert words in str(told.exception)


def _execute(url: str, *statements: str) -> None:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
