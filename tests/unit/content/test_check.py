"""The check adds the lint to what the loader finds."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lti_tool.content import load_catalogue
from lti_tool.quizzes.bank_check import check_content


def test_a_sound_folder_has_no_problems(tree: Any):
    assert check_content(tree.root) == []


def test_lint_names_file_line_item_and_option(tree: Any):
    tree.edit_items("It points without helping anybody.", "No.")

    assert [str(problem) for problem in check_content(tree.root)] == [
        "modules/tiny/items.yaml:10: error: tiny-001, option b: the feedback has 1 word;"
        " add feedback of at least five words"
    ]


def test_lint_does_not_stop_serving(tree: Any):
    tree.edit_items("It points without helping anybody.", "No.")

    assert load_catalogue(tree.root)


def test_sound_items_are_linted_even_where_others_are_broken(tree: Any):
    tree.edit_items('bloom: "apply"', 'bloom: "remember"')
    tree.edit_items("Which of these open a talk?", "These open a talk.")
    tree.edit_module("minutes: 10", "minutes: ten")

    wheres = [problem.where for problem in check_content(tree.root)]

    assert wheres == ["tiny-001", "tiny-002", ""]


def test_a_bank_under_three_times_its_draw_is_an_error_that_does_not_stop_serving(tree: Any):
    tree.edit_module("draw: 1", "draw: 2")

    (problem,) = check_content(tree.root)

    assert str(problem) == (
        "modules/tiny/module.yaml:14: error: section LCS.C3: 2 items are drawn but the bank has 3;"
        " write 3 more, so that two retakes ask new items, or draw fewer"
    )
    assert load_catalogue(tree.root)


def test_items_that_no_section_draws_are_a_warning(tree: Any):
    tree.edit_items('competency: "LCS.C3"', 'competency: "LCS.C"')
    found = [str(problem) for problem in check_content(tree.root)]

    assert "modules/tiny/items.yaml:4: warning: tiny-001: no quiz section draws items of LCS.C at" in found[0]


def test_files_that_nothing_reads_are_a_warning(tree: Any):
    tree.write("modules/tiny/items.old.txt", "x: y")
    tree.write("modules/tiny/lessons/notes.txt", "x")
    tree.write("modules/tiny/.DS_Store", "x")
    tree.write("modules/tiny/items.yaml~", "x")

    found = check_content(tree.root)

    assert [problem.file for problem in found] == [
        "modules/tiny/items.old.txt",
        "modules/tiny/lessons/notes.txt",
    ]
    assert {problem.severity for problem in found} == {"warning"}


def test_a_bank_level_problem_is_told_once(tree: Any):
    text = (tree.root / "modules/tiny/items.yaml").read_text().split('- id: "tiny-002"')[0]
    text = text.replace("That one is free now.", "That one is free now!!")
    copies = [text.replace("tiny-001", f"tiny-{n}").replace("a seat", f"seat {n}") for n in range(5)]
    tree.write("modules/tiny/items.yaml", "".join(copies))

    found = [problem for problem in check_content(tree.root) if problem.where == "whole bank"]

    assert len(found) == 1


def test_two_items_with_one_stem_are_an_error(tree: Any):
    text = (tree.root / "modules/tiny/items.yaml").read_text()
    tree.write("modules/tiny/items.yaml", text + text.split('- id: "tiny-002"')[0].replace("tiny-001", "tiny-004"))

    (problem,) = check_content(tree.root)

    assert str(problem).startswith(
        "modules/tiny/items.yaml:1: error: whole bank: tiny-001 and tiny-004 have the same stem"
    )


FILES = [
    "module.yaml",
    "items.yaml",
    "lessons/01-hear.en.md",
    "scenarios/closing-time.yaml",
    "surveys/bent-rule.yaml",
    "items.es.yaml",
    "lessons/01-hear.es.md",
    "scenarios/closing-time.es.yaml",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(file=st.sampled_from(FILES), place=st.floats(0, 1), garbage=st.binary(min_size=1, max_size=12))
def test_no_garbage_crashes_the_check(spanish: Any, tmp_path: Path, file: str, place: float, garbage: bytes):
    broken = tmp_path / "broken"
    shutil.copytree(spanish.root, broken, dirs_exist_ok=True)
    path = broken / "modules/tiny" / file
    data = path.read_bytes()
    cut = int(place * len(data))
    path.write_bytes(data[:cut] + garbage + data[cut + len(garbage) :])

    for problem in check_content(broken):
        assert "\n" not in str(problem)
        assert 1 <= problem.line <= data.count(b"\n") + garbage.count(b"\n") + garbage.count(b"\r") + 1
