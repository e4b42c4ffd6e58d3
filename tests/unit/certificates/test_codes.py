"""Codes: unguessable, and forgiving to whoever types one."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.certificates.codes import ALPHABET, GROUP, LENGTH, group_code, new_code, normalise_code

CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
GAPS = st.text("-–—‐ \t\u00a0\u200b", max_size=3)
TWINS = {"0": "OoQq0０", "1": "IiLl1", "2": "Zz2", "5": "Ss5", "8": "Bb8", "V": "UuVv"}


def test_a_code_carries_at_least_a_hundred_bits() -> None:
    assert LENGTH * math.log2(len(ALPHABET)) >= 100


def test_no_two_signs_of_a_code_look_alike() -> None:
    for look_alikes in ("0OQD", "1IL", "2Z", "5S", "8B", "UV"):
        kept = set(look_alikes) & set(ALPHABET)
        assert len(kept - {"D"}) == 1
    assert not set("AEIOU") & set(ALPHABET)


def test_codes_differ_and_are_their_own_stored_form() -> None:
    codes = {new_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(normalise_code(code) == code for code in codes)


@given(CODES)
def test_the_printed_form_reads_back(code: str) -> None:
    printed = group_code(code)

    assert [len(group) for group in printed.split("-")] == [GROUP] * (LENGTH // GROUP)
    assert normalise_code(printed) == code


@given(CODES, st.data())
def test_dashes_spaces_case_and_look_alikes_do_not_matter(code: str, data: st.DataObject) -> None:
    typed = "".join(
        data.draw(st.sampled_from(TWINS.get(letter, letter + letter.lower()))) + data.draw(GAPS) for letter in code
    )

    assert normalise_code(typed) == code


@given(st.text(max_size=300))
def test_anything_typed_is_a_code_in_its_stored_form_or_none(typed: str) -> None:
    code = normalise_code(typed)

    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET) and normalise_code(code) == code)


def test_too_short_too_long_and_foreign_letters_are_no_code() -> None:
    code = new_code()

    for typed in ("", code[1:], code + "0", "A" + code[1:], "Ж" + code[1:], code + " " * 200):
        assert normalise_code(typed) is None
