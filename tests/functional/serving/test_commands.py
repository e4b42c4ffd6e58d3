"""`lti-tool` from a folder that is not the checkout: what it does, says and exits with.

By its console script where the process matters: how it starts, and that it needs neither database nor secret.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, InProcess
from tests.support.databases import empty
from tests.support.small_course import write_small_course

pytestmark = pytest.mark.both_databases

PLATFORM = {
    "--issuer": "https://lms.example.org",
    "--client-id": "abc",
    "--auth-login-url": "https://lms.example.org/auth",
    "--token-url": "https://lms.example.org/token",
    "--jwks-url": "https://lms.example.org/jwks",
}
ADD = ["registrations", "add", *(part for option in PLATFORM.items() for part in option)]
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def lti_tool(tmp_path: Path, database_url: str) -> CommandLine:
    """An operator without a secret key: no command needs one."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return CommandLine(folder, {"LTI_TOOL_DATABASE_URL": database_url})


@pytest.fixture
def operator(lti_tool: CommandLine) -> InProcess:
    """The same, where it does not matter how a command starts."""
    return InProcess(lti_tool.folder, lti_tool.settings)


@pytest.fixture
def author(tmp_path: Path) -> CommandLine:
    """An author, with no database at all."""
    return CommandLine(tmp_path)


@pytest.fixture
def newcomer(tmp_path: Path) -> InProcess:
    """Somebody who has set up nothing yet, or not well."""
    return InProcess(tmp_path)


@pytest.fixture
def empty_database(database_url: str) -> None:
    """The database as it was before any migration."""
    empty(database_url)


@pytest.fixture
def broken_course(tmp_path: Path) -> Path:
    """A course in which a list of questions is cut off in the middle."""
    course = write_small_course(tmp_path / "course")
    items = next(course.rglob("items.yaml"))
    lines = items.read_text(encoding="utf-8").splitlines()[:8]
    items.write_text("\n".join([*lines, "  - id: [never closed"]) + "\n", encoding="utf-8")
    return course


def refused(done: subprocess.CompletedProcess[str], *words: str, status: int = 1) -> None:
    """It was refused with these words on stderr, and nobody sees a stack trace."""
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def listed(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert (done.returncode, done.stderr) == (0, "")
    rows: list[dict[str, object]] = json.loads(done.stdout)
    return rows


def test_a_platform_is_registered_updated_by_the_same_command_and_shown(operator: InProcess) -> None:
    added = operator(*ADD, "--deployment", "1", "--name", "Town Library")
    updated = operator(*ADD, "--deployment", "2", "--deployments", "any", "--yes")

    assert added.stdout == "Added registration 1: https://lms.example.org, client id abc.\n"
    assert updated.stdout == "Updated registration 1: https://lms.example.org, client id abc.\n"
    [row] = listed(operator("registrations", "show", "1", "--json"))
    assert (row["name"], row["deployments"]) == ("Town Library", ["1 (active)", "2 (active)"])
    assert (row["token_url"], row["deployments_policy"]) == ("https://lms.example.org/token", "any")


@ONE_DATABASE
def test_a_registration_is_disabled_approved_and_removed_only_by_somebody_who_says_so(operator: InProcess) -> None:
    operator(*ADD)

    assert operator("registrations", "disable", "1").stdout == "Disabled registration 1.\n"
    assert listed(operator("registrations", "list", "--json"))[0]["status"] == "disabled"
    assert operator("registrations", "approve", "1").stdout == "Approved registration 1.\n"
    assert operator("registrations", "remove", "1").returncode == 1  # it asks, and nobody answers
    assert operator("registrations", "remove", "1", "--yes").stdout == "Removed registration 1.\n"


@ONE_DATABASE
def test_a_deployment_is_shut_out_listed_and_let_in(operator: InProcess) -> None:
    operator(*ADD, "--deployment", "branch-7")

    assert operator("deployments", "disable", "1").returncode == 0
    [row] = listed(operator("deployments", "list", "--json"))
    assert (row["deployment_id"], row["status"]) == ("branch-7", "disabled")
    assert operator("deployments", "approve", "1").stdout == "Approved deployment 1.\n"


@ONE_DATABASE
def test_keys_are_rotated_and_the_old_one_retired_but_not_the_one_that_signs(operator: InProcess) -> None:
    before = {str(key["state"]): str(key["kid"]) for key in listed(operator("keys", "list", "--json"))}

    assert operator("keys", "rotate").stdout.startswith(f"{before['next']} signs now.")
    refused(operator("keys", "retire", before["next"]))
    assert operator("keys", "retire", before["current"]).returncode == 0
    after = {str(key["kid"]): key["state"] for key in listed(operator("keys", "list", "--json"))}
    assert after[before["next"]] == "current"
    assert before["current"] not in after


@ONE_DATABASE
def test_a_refusal_is_one_and_wrong_usage_is_two(operator: InProcess) -> None:
    refused(operator("registrations", "show", "9"), "There is no registration 9", "lti-tool registrations list")
    refused(operator(*ADD, "--token-url", "lms.example.org"), "token url", "http")
    refused(operator(*ADD[:-2]), "--jwks-url", status=2)
    refused(operator("registration", "list"), "No such command", status=2)


@pytest.mark.usefixtures("empty_database")
def test_a_database_that_is_not_migrated_names_the_command_that_migrates_it(operator: InProcess) -> None:
    refused(operator("registrations", "list"), "lti-tool db upgrade")

    assert operator("db", "upgrade").returncode == 0
    assert operator("db", "check").stdout.startswith("The database is up to date.\n")


@ONE_DATABASE
def test_flask_knows_the_same_commands(lti_tool: CommandLine) -> None:
    assert listed(lti_tool("--app", "lti_tool", "registrations", "list", "--json", program="flask")) == []


def test_a_database_that_does_not_answer_is_said_in_words(newcomer: InProcess) -> None:
    url = "postgresql+psycopg://127.0.0.1:1/nobody"
    refused(newcomer("registrations", "list", LTI_TOOL_DATABASE_URL=url), "The database does not answer")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LTI_TOOL_COLOUR", "blue", "is not a setting of this tool"),
        ("LTI_TOOL_TRUSTED_PROXIES", "many", "valid integer"),
        ("LTI_TOOL_DATABASE_URL", "mysql://x", "sqlite:///"),
    ],
)
def test_a_wrong_setting_is_named(newcomer: InProcess, name: str, value: str, words: str) -> None:
    refused(newcomer("registrations", "list", **{name: value}), f"{name}: ", words)


def test_a_settings_file_that_is_away_or_no_toml_is_named(newcomer: InProcess) -> None:
    refused(newcomer("content", "list", LTI_TOOL_CONFIG="tool.toml"), "tool.toml cannot be read")

    (newcomer.folder / "tool.toml").write_text("base_url = \n", encoding="utf-8")
    refused(newcomer("content", "list", LTI_TOOL_CONFIG="tool.toml"), "tool.toml is not valid TOML")


def test_the_shipped_course_is_checked_and_listed_without_database_or_secret(author: CommandLine) -> None:
    checked = author("content", "check")

    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.splitlines()[-1].startswith(("No problems found.", "0 errors, ")), checked.stdout
    modules = listed(author("content", "list", "--json"))
    assert "culture-of-yes" in [module["id"] for module in modules]
    assert list(author.folder.iterdir()) == [], "content commands leave nothing behind"


def test_a_broken_course_is_refused_with_file_and_line(newcomer: InProcess, broken_course: Path) -> None:
    checked = newcomer("content", "check", str(broken_course))

    refused(checked)
    assert "items.yaml:10" in checked.stdout, checked.stdout
    refused(newcomer("content", "list", LTI_TOOL_CONTENT_DIR=str(broken_course)), "items.yaml:10")
