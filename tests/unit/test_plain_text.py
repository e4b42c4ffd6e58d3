"""What nobody sees is taken out of a text where it comes in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.activities.typed import read_text
from lti_tool.lti.claims import LTI, read_claims
from lti_tool.text.plain_text import clean_line, clean_text
from lti_tool.text.web_address import is_web_address

DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
NO_WIDTH = "\u200b\u2060\ufeff\u00ad\U000e0041"
CONTROLS = "\0\x01\x1b\x7f\x9f"


@pytest.mark.parametrize("unseen", [*DIRECTIONS, *NO_WIDTH, *CONTROLS, "\ud800", "\uffff"])
def test_what_nobody_sees_goes(unseen: str) -> None:
    assert clean_text(f"Main{unseen} Li{unseen}brary{unseen}") == "Main Library"


@pytest.mark.parametrize(
    "name", ["می\u200cخواهم", "क्\u200dष", "👩\u200d💻", "👩🏽\u200d🚀", "Siobhán O'Neill", "張偉", "Дмитрий", "نورا"]
)
def test_what_a_script_needs_stays(name: str) -> None:
    assert clean_line(name) == name


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_a_joiner_between_letters_that_never_join_goes(joiner: str) -> None:
    assert clean_line(f"ad{joiner}min{joiner}") == "admin"


def test_lines_and_tabs_stay_in_a_text_and_never_in_a_line() -> None:
    assert clean_text("one\r\n\ttwo\rthree\u2028four\n") == "one\n\ttwo\nthree\nfour"
    assert clean_line(" one\r\n\ttwo ") == "one two"


@given(st.text())
def test_it_is_clean_after_one_pass_and_loses_no_letter(text: str) -> None:
    cleaned = clean_line(text)
    letters = [each for each in text if unicodedata.category(each).startswith("L")]

    assert clean_line(cleaned) == cleaned
    assert not set(cleaned) & set(DIRECTIONS + CONTROLS)
    assert [each for each in cleaned if unicodedata.category(each).startswith("L")] == letters


@pytest.mark.parametrize("unseen", ["\u202e", "\0", "\u200b", "\x01"])
def test_no_address_with_something_unseen_is_a_link(unseen: str) -> None:
    assert not is_web_address(f"https://library.example/{unseen}moc.live")


def test_what_a_platform_says_and_what_is_typed_pass_through_it() -> None:
    claims = read_claims(
        {
            f"{LTI}message_type": "LtiResourceLinkRequest",
            f"{LTI}version": "1.3.0",
            f"{LTI}deployment_id": "1",
            f"{LTI}roles": [],
            f"{LTI}context": {"id": "c", "title": "Desk\u202e 1\n"},
            f"{LTI}resource_link": {"id": "l", "title": "\u2067Yes"},
            f"{LTI}custom": {"branch": "Ma\u200bin"},
            "name": "Mei\u202e-Ling",
        }
    )

    assert claims.context is not None
    assert claims.resource_link is not None
    assert (claims.context.title, claims.resource_link.title, claims.full_name) == ("Desk 1", "Yes", "Mei-Ling")
    assert claims.custom_parameters == {"branch": "Main"}
    assert read_text({"words": ["I \u202ewould"]}, "words") == "I would"
