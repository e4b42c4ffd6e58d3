"""`lti-tool content`: the words and exit codes that authors and scripts meet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lti_tool.cli.authors.content import content


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


BAD_FILES = [
    ("modules/tiny/items.yaml", "- id: [", "modules/tiny/items.yaml:1: error: the YAML cannot be read"),
    ("modules/tiny/scenarios/x.yaml", 'title: "x"', 'modules/tiny/scenarios/x.yaml:1: error: "start" is missing'),
    ("modules/tiny/surveys/x.yaml", "fields: []", 'modules/tiny/surveys/x.yaml:1: error: "fields" is empty'),
    ("modules/tiny/items.es.yaml", "- a", "modules/tiny/items.es.yaml:1: error: this must have named fields"),
    ("modules/tiny/module.es.yaml", "", "modules/tiny/module.es.yaml:1: error: there is nothing in it"),
    ("modules/tiny/lessons/01-hear.es.md", "# x", "modules/tiny/lessons/01-hear.es.md:1: error: the front matter is"),
    ("modules/tiny/lessons/01-hear.es.md", b"\xff\xfe", "01-hear.es.md:1: error: the text is not in UTF-8"),
    ("modules/tiny/scenarios/x.yaml", b"\x00", "modules/tiny/scenarios/x.yaml:1: error: the YAML cannot be read"),
    ("modules/tiny/surveys/x.yaml", "a: &b c", "modules/tiny/surveys/x.yaml:1: error: YAML anchors and aliases"),
]


@pytest.mark.parametrize(("file", "text", "expected"), BAD_FILES)
def test_check_of_a_bad_file_says_what_is_wrong_and_exits_with_one(tree: Any, file: str, text: Any, expected: str):
    tree.write(file, text)

    result = run("check", str(tree.root))

    assert result.exit_code == 1
    assert expected in result.stdout
    assert "Traceback" not in result.output
    assert "; " in result.stdout.split("\n")[0]  # the remedy


def test_check_of_a_lesson_with_a_bad_activity_names_the_line_in_the_lesson(tree: Any):
    tree.add_to_lesson(':::reflection id="r1"\npromt: "Why?"\n:::\n')

    result = run("check", str(tree.root))

    assert result.exit_code == 1
    assert 'modules/tiny/lessons/01-hear.en.md:17: error: reflection r1: "promt" is not a field here' in result.stdout


def test_check_of_a_bank_that_is_too_small_for_retakes_fails(tree: Any):
    tree.edit_module("draw: 1", "draw: {apply: 1}")

    result = run("check", str(tree.root))

    assert result.exit_code == 1
    assert "section LCS.C3: 1 apply items are drawn but the bank has 1; write 2 more" in result.stdout


def test_check_of_a_stale_translation_warns_and_passes(tree: Any):
    tree.write("modules/tiny/module.es.yaml", 'source_version: 9\ntitle: "T"\nsummary: "S"\n')

    result = run("check", str(tree.root))

    assert result.exit_code == 0
    assert "module.es.yaml:1: warning: translated from version 9, but the English is version 1" in result.stdout
