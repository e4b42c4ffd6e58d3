"""What a name may be made of."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.certificates.names import LONGEST, NameNeeded, NameTooLong, clean_name, platform_name, typed_name


@given(st.text(max_size=400))
def test_a_clean_name_is_one_line_without_controls_and_stays_as_it_is(text: str) -> None:
    name = clean_name(text)

    assert clean_name(name) == name
    assert name == " ".join(name.split())
    assert not [letter for letter in name if unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp")]


@given(st.text(max_size=400))
def test_a_platforms_name_always_fits(text: str) -> None:
    assert len(platform_name(text)) <= LONGEST


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Ann \n Lee ", "Ann Lee"),
        ("Ann\u202e Lee\u200f", "Ann Lee"),
        ("Jose\u0301", "José"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("王小明", "王小明"),
        ("Ann\u0000Lee", "AnnLee"),
    ],
)
def test_invisible_characters_go_and_joiners_stay(typed: str, name: str) -> None:
    assert typed_name(typed) == name


@pytest.mark.parametrize("typed", ["", "   ", "\u202e", "123", "...", "🎉"])
def test_a_name_has_a_letter(typed: str) -> None:
    with pytest.raises(NameNeeded):
        typed_name(typed)


def test_a_name_has_its_bound() -> None:
    assert typed_name("A" * LONGEST)
    with pytest.raises(NameTooLong):
        typed_name("A" * (LONGEST + 1))
