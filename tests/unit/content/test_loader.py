"""A content folder becomes a catalogue, or a list of plain problems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lti_tool.content import ContentError, load_catalogue

MODULE = "modules/tiny/module.yaml"
ITEMS = "modules/tiny/items.yaml"
LESSON = "modules/tiny/lessons/01-hear.en.md"


def test_a_sound_folder_loads(tree: Any):
    catalogue = load_catalogue(tree.root)
    module = catalogue.module("tiny")

    assert module is catalogue.modules[0]
    assert [lesson.id for lesson in module.lessons] == ["tiny.l1"]
    assert [item.id for item in module.quiz.items] == ["tiny-001", "tiny-002", "tiny-003"]
    assert catalogue.module("gone") is None


def test_competencies_know_their_category(tree: Any):
    catalogue = load_catalogue(tree.root)
    found = catalogue.competency("LCS.C3")

    assert (found.statement, found.category, found.parent) == ("Offers", "LCS.C", "LCS.C")
    assert catalogue.competency("LCS.C").parent is None
    assert catalogue.competency("LCS.Z") is None
    assert [entry.code for entry in catalogue.competencies] == ["LCS.C", "LCS.C3"]


def test_values_are_typed_from_text(tree: Any):
    tree.edit_items('type: "single"', 'type: "single"\n  shuffle: false')
    item = load_catalogue(tree.root).module("tiny").quiz.items[0]

    assert (item.version, item.shuffle, item.options[0].key) == (1, False, True)


def test_a_bare_yes_stays_a_word(tree: Any):
    tree.edit_module('title: "Tiny"', "title: Yes")

    assert load_catalogue(tree.root).module("tiny").title == "Yes"


def test_the_catalogue_digest_changes_with_any_text(tree: Any):
    before = load_catalogue(tree.root).digest
    assert load_catalogue(tree.root).digest == before

    tree.edit_lesson("first guess", "first try")

    assert load_catalogue(tree.root).digest != before


def add_second_module(tree: Any) -> None:
    for file in (MODULE, ITEMS, LESSON):
        text = (tree.root / file).read_text().replace("tiny", "big")
        tree.write(file.replace("tiny", "big"), text)


def test_modules_come_in_the_order_of_their_folders(tree: Any):
    add_second_module(tree)

    assert [module.id for module in load_catalogue(tree.root).modules] == ["big", "tiny"]


def test_catalogue_yaml_sets_the_order(tree: Any):
    add_second_module(tree)
    tree.write("catalogue.yaml", 'modules: ["tiny"]')

    assert [module.id for module in load_catalogue(tree.root).modules] == ["tiny", "big"]


def test_catalogue_yaml_may_not_name_a_module_that_is_not_there(tree: Any):
    tree.write("catalogue.yaml", 'modules:\n- "tiny"\n- "gone"\n')

    assert tree.only_problem().startswith("catalogue.yaml:3: error: there is no module gone")


def test_a_missing_folder_is_explained(tmp_path: Path):
    with pytest.raises(ContentError) as refusal:
        load_catalogue(tmp_path / "nowhere")

    assert "there is no module" in refusal.value.message
    assert "there is no competency framework" in refusal.value.message
    assert refusal.value.status == 503


def test_the_problems_of_all_files_are_told_at_once(tree: Any):
    tree.edit_module("minutes: 10", "minutes: ten")
    tree.edit_items('bloom: "apply"', 'bloom: "remember"')
    tree.edit_lesson('lang: "en"\n', "")
    tree.edit("frameworks/lcs.yaml", 'title: "Framework", ', "")

    files = [line.split(":")[0] for line in tree.problems()]

    assert files == ["frameworks/lcs.yaml", ITEMS, LESSON, MODULE]


@pytest.mark.parametrize("file", [MODULE, ITEMS])
def test_a_missing_file_is_named(tree: Any, file: str):
    (tree.root / file).unlink()

    assert tree.only_problem() == f"{file}:1: error: the file is missing; add the file, or mend its name"


@pytest.mark.parametrize("file", [MODULE, ITEMS, LESSON])
def test_a_file_in_another_encoding_is_named_with_its_line(tree: Any, file: str):
    data = (tree.root / file).read_bytes()
    tree.write(file, data + "caf\u00e9".encode("latin-1"))

    assert tree.only_problem().startswith(f"{file}:{data.count(10) + 1}: error: the text is not in UTF-8")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tree: Any):
    plain = load_catalogue(tree.root).digest
    for file in (MODULE, ITEMS, LESSON):
        data = (tree.root / file).read_bytes()
        tree.write(file, b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))

    assert load_catalogue(tree.root).digest == plain


def test_a_file_over_one_megabyte_is_refused(tree: Any):
    tree.write(ITEMS, "#" * 1_000_001)

    assert "larger than 1 MB" in tree.only_problem()


def test_a_folder_in_place_of_a_file_is_refused(tree: Any):
    (tree.root / ITEMS).unlink()
    (tree.root / ITEMS).mkdir()

    assert "the file is missing" in tree.only_problem()


def test_what_an_author_typed_cannot_break_a_problem_into_lines(tree: Any):
    tree.edit_module('title: "Tiny"', 'title: "Tiny"\n"a\\n\\e[31mb": x')

    assert tree.only_problem().startswith(f'{MODULE}:4: error: "a  [31mb" is not a field here')


def test_a_file_that_cannot_be_opened_is_named(tree: Any, monkeypatch: pytest.MonkeyPatch):
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **named: Any) -> Any:
        if path.name == "items.yaml":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)

    assert tree.only_problem().startswith(f"{ITEMS}:1: error: the file cannot be opened (Permission denied)")


def test_a_folder_that_cannot_be_opened_is_named(tree: Any, monkeypatch: pytest.MonkeyPatch):
    listed = Path.iterdir

    def refuse(path: Path) -> Any:
        if path.name == "modules":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refuse)

    assert tree.problems()[0].startswith("modules:1: error: the folder cannot be opened (Permission denied)")


def test_ids_are_unique_over_all_modules(tree: Any):
    add_second_module(tree)
    tree.edit("modules/big/items.yaml", "big-001", "tiny-001")

    assert "tiny-001: this id is used twice (also in modules/big/items.yaml)" in tree.only_problem()
