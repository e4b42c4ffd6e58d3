"""Questions as a table: whatever spreadsheet saved it, and back without a cell that it would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.authoring.exchange.found import BadFile, Found
from lti_tool.authoring.exchange.samples import sample_rows
from lti_tool.authoring.exchange.table.cells import read_cell, write_cell
from lti_tool.authoring.exchange.table.reading import read_table
from lti_tool.authoring.exchange.table.writing import write_rows
from lti_tool.authoring.family_draft import FamilyDraft
from lti_tool.authoring.item_draft import ItemDraft
from lti_tool.text.csv_file import harmless
from tests.support.own_drafts import FAMILIES, ITEMS, TEXTS

HEAD = "question,right,option a,option b,option c,feedback a,level,type,family"


def write(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().replace("\r\n", "\n")


def read(text: str) -> list[Found]:
    return list(read_table(text).found)


def told(found: Found) -> list[str]:
    return [f"{note.line}: {note.wording % note.params}" for note in found.notes]


@given(st.lists(st.one_of(ITEMS, FAMILIES), min_size=1, max_size=4), st.sampled_from(",;\t"))
def test_what_is_written_comes_back_equal_in_every_dialect(
    drafts: list[ItemDraft | FamilyDraft], delimiter: str
) -> None:
    back = [found.draft for found in read(write(list(write_rows(drafts)), delimiter))]

    assert back == drafts


@given(TEXTS)
def test_no_cell_begins_a_formula_and_each_comes_back(text: str) -> None:
    cell = write_cell(text)

    assert harmless(cell) == cell
    assert read_cell(cell) == text


def test_the_sample_has_every_type_and_a_family() -> None:
    found = read(write(list(sample_rows())))

    assert [each.draft.type for each in found if each.draft and hasattr(each.draft, "type")] == [
        *("single", "multi", "best_worst", "order", "match", "family")
    ]
    assert all(each.notes == () for each in found)


@pytest.mark.parametrize("start", ["sep=;\n", ""])
def test_what_a_spreadsheet_puts_around_it(start: str) -> None:
    (found,) = read(start + HEAD.replace(",", ";").upper() + '\nWhich?;B;"a; or\nso";b;;"He said ""no""";;;\n')

    assert isinstance(found.draft, ItemDraft)
    assert found.draft.parts[0].text == "a; or\nso"
    assert found.draft.parts[0].feedback == 'He said "no"'
    assert found.draft.parts[1].key


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("Q?,g,a,b,c,,,,", "2: “g” in the column “right” is no letter"),
        ("Q?,a,a,b,c,,hard,,", "2: “hard” is no level"),
        ("Q?,a,a,b,c,,,essay,", "2: “essay” is no type"),
        ("Q?,a,a,b,c,,,family,", "2: The row of a family needs a name"),
        ("Q?,a,a,b,c,,,,,more", "2: The row has more cells than the header"),
        ("Q?,a,a,b,c,,,,f\nR?,b,a,x,c,,,,f", "3: Column “option b” differs from line 2"),
        ("Q?,a,a,b,c,,,,f\nR?,a e,,,,,,,f", "3: “e” in the column “right” is no letter of a family's option"),
        ("\n".join(f"Q{n}?,a,a,b,c,,,,f" for n in range(5)), "6: The family has 5 scenes"),
    ],
)
def test_a_row_that_is_no_question_is_told_with_its_line(rows: str, words: str) -> None:
    (found,) = read(f"{HEAD}\n{rows}\n")

    assert not found.is_usable
    assert any(each.startswith(words) for each in told(found)), told(found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("question,answer\nQ?,a\n", "Line 1 must name the columns; these are missing: option a, option b."),
        (f"{HEAD},right\nQ?,a\n", "Line 1 names the column “right” twice."),
        (f'{HEAD}\nQ?,a,"never closed\n', "Line 2 cannot be read as CSV."),
        (f"{HEAD}\nQ?,a,{'x' * 30_000}\n", "Line 2 has a cell of more than 20,000 characters."),
        ("," * 300 + "\n", "Line 1 has 301 cells"),
    ],
)
def test_a_file_that_is_no_such_table_is_told(text: str, words: str) -> None:
    with pytest.raises(BadFile) as caught:
        read(text)

    assert caught.value.message.startswith(words)


def test_columns_that_are_not_known_are_told_and_cells_without_a_place_too() -> None:
    reading = read_table("question,right,option a,option b,author,worst\nQ?,a,x,y,me,b\n")
    (found,) = reading.found

    assert [note.wording % note.params for note in reading.notes] == [
        "These columns are not known and not kept: author."
    ]
    assert told(found) == ["2: These cells have no place in this type of question and are not kept: worst."]
