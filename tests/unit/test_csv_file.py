"""No spreadsheet runs what a person typed, however it was hidden and whatever separates its lists."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.text.csv_file import csv_lines, harmless

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠A1")


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b", "\ufeff", "\u202e", "\0", "\x01", '"', '" ', "\u3000"])
def test_a_formula_is_no_formula_whatever_unseen_stands_before_it(before: str, formula: str) -> None:
    assert str(harmless(before + formula)).startswith("'")


@pytest.mark.parametrize("separator", [";", "\t", "|", "^", "~", "\n", "\r", "\u2028", "; ", ';"'])
def test_a_formula_after_another_separator_is_none(separator: str) -> None:
    assert str(harmless(f"Mei-Ling{separator}=1+1")).startswith(f"Mei-Ling{separator[0]}'")


@pytest.mark.parametrize(
    "words", ["Mei-Ling", "e-mail", "1-2", "a; b", "https://x.example/?a=1;b=2", "O'Neill", 7, -5, None]
)
def test_what_is_none_stays_as_it_is(words: object) -> None:
    assert harmless(words) == words


@given(st.lists(st.text(alphabet='=+-@;|\t\n\r", a\u200b'), min_size=1, max_size=4), st.sampled_from(";\t|,"))
def test_no_cell_begins_a_formula_whatever_separates_lists(cells: list[str], separator: str) -> None:
    file = "".join(csv_lines([cells])).removeprefix("\ufeff")

    for row in csv.reader(io.StringIO(file, newline=""), delimiter=separator):
        for cell in row:
            assert cell.lstrip('" \u200b')[:1] not in tuple("=+-@")
