"""`lti-tool content`: the words and exit codes that authors and scripts meet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lti_tool.cli.content import content


def run(*arguments: str, directory: Path | None = None) -> Result:
    environment = {"LTI_TOOL_CONTENT_DIR": str(directory)} if directory else {}
    return CliRunner(env=environment).invoke(content, list(arguments))


def test_check_of_sound_content_says_so(tree: Any):
    result = run("check", str(tree.root))

    assert (result.exit_code, result.stdout) == (0, "No problems found.\n")


def test_check_tells_every_problem_and_counts_them(tree: Any):
    tree.edit_items("It points without helping anybody.", "No.")
    tree.edit_items("Seats are over there.", "Seats are always here")

    result = run("check", str(tree.root))

    assert result.exit_code == 1
    assert result.stdout.count("\n") == 2
    assert "tiny-001, option b" in result.stdout
    assert result.stderr == "1 error, 1 warning.\n"


def test_warnings_alone_do_not_fail_the_check(tree: Any):
    tree.edit_items("Seats are over there.", "Seats are always here")

    result = run("check", str(tree.root))

    assert result.exit_code == 0
    assert result.stdout.endswith("0 errors, 1 warning.\n")


def test_check_as_json_is_a_list_of_problems(tree: Any):
    tree.edit_module("minutes: 10", "minutes: ten")

    result = run("check", str(tree.root), "--json")
    (problem,) = json.loads(result.stdout)

    assert result.exit_code == 1
    assert problem["file"] == "modules/tiny/module.yaml"
    assert problem["line"] == 5
    assert problem["severity"] == "error"


def test_check_without_a_path_takes_the_folder_of_the_settings(tree: Any):
    assert run("check", directory=tree.root).exit_code == 0


def test_check_of_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path):
    assert run("check", str(tmp_path / "nowhere")).exit_code == 2


def test_list_shows_the_ids_that_links_use(tree: Any):
    result = run("list", directory=tree.root)

    assert result.exit_code == 0
    assert result.stdout == "tiny  Tiny  (10 min, 1 lesson, 3 items)\n"


def test_list_as_json(tree: Any):
    rows = json.loads(run("list", "--json", directory=tree.root).stdout)

    assert rows == [{"id": "tiny", "title": "Tiny", "minutes": 10, "lessons": 1, "items": 3}]


@pytest.mark.parametrize("arguments", [("list",), ("list", "--json")])
def test_list_of_broken_content_says_why_on_standard_error(tree: Any, arguments: tuple[str, ...]):
    tree.edit_module("minutes: 10", "minutes: ten")

    result = run(*arguments, directory=tree.root)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "modules/tiny/module.yaml:5: error:" in result.stderr
