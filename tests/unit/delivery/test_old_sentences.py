"""Sentences of the version that stored them are read as codes with facts, once, by migration 0018."""

from __future__ import annotations

import runpy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lti_tool.app  # noqa: F401  all of the tool, so that all codes are known
from lti_tool.reasons import wording_of
from lti_tool.settings import shipped_dir

MIGRATION: dict[str, Any] = runpy.run_path(str(shipped_dir("migrations") / "versions/0018_reasons_are_facts.py"))
read, read_points, ANSWERED, PLAIN = (MIGRATION[name] for name in ("read", "read_points", "ANSWERED", "PLAIN"))
GIVEN_UP = " We stopped after 12 tries, and look once a day for two weeks; it can be sent again from here."
SENTENCES = [(code, sentence) for code, sentences in ANSWERED.items() for sentence in sentences]
SAID = st.one_of(
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30),
    st.sampled_from(
        [
            "a). A grade or a gradebook column that is locked there looks like this.",
            f"The learning platform refused the score. (HTTP 500){GIVEN_UP}",
            "Column → locked; see “user 12”: (really))",
            "HTTP 404: not here",
        ]
    ),
)


@pytest.mark.parametrize(("code", "sentence"), SENTENCES, ids=[code for code, _ in SENTENCES])
@given(status=st.integers(200, 599), said=SAID, is_given_up=st.booleans())
def test_whatever_the_platform_said_is_read_back(
    code: str, sentence: str, status: int, said: str, is_given_up: bool
) -> None:
    stored = sentence.format(f"HTTP {status}: {said}") + (GIVEN_UP if is_given_up else "")

    given_up = {"given_up_after": 12} if is_given_up else {}
    assert read(stored) == (code, {"http_status": status, "detail": said, **given_up})


@pytest.mark.parametrize(("code", "sentence"), SENTENCES, ids=[code for code, _ in SENTENCES])
def test_a_platform_that_said_nothing_has_no_words(code: str, sentence: str) -> None:
    assert read(sentence.format("HTTP 418")) == (code, {"http_status": 418, "detail": ""})


@pytest.mark.parametrize("sentence", PLAIN)
def test_a_sentence_without_facts_is_a_code(sentence: str) -> None:
    assert read(sentence) == (PLAIN[sentence], {})
    assert read(f"{sentence}{GIVEN_UP}") == (PLAIN[sentence], {"given_up_after": 12})


@pytest.mark.parametrize(
    "code", sorted({*ANSWERED, *PLAIN.values(), *MIGRATION["WITHOUT_TOKEN"].values(), "changed_there"})
)
def test_each_code_is_one_that_has_words(code: str) -> None:
    assert wording_of(code) is not None


def test_points_become_numbers() -> None:
    stored = (
        "Somebody gave a higher grade in the learning platform (95.5 / 100) than this score would be (75 / 100). "
        "It was left as it is; send the score again to replace it."
    )

    points = {"theirs_given": 95.5, "theirs_maximum": 100.0, "ours_given": 75.0, "ours_maximum": 100.0}
    assert read(stored) == ("changed_there", points)
    assert read_points("7.5 / 10") == {"given": 7.5, "maximum": 10.0}
    assert read_points("") is None


def test_a_missing_token_is_no_word_of_the_platforms() -> None:
    stored = (
        "The learning platform gave us no access to its services (HTTP 200: there was no access token in the answer)."
    )

    assert read(stored) == ("token_missing", {"http_status": 200, "detail": ""})


@pytest.mark.parametrize(
    "stored", ["The column is locked.", f"The column is locked.{GIVEN_UP}", "Ends in HTTP 404: no."]
)
def test_what_it_does_not_know_stays_as_it_was_said(stored: str) -> None:
    assert read(stored) == ("said_then", {"text": stored})
