"""Why something was refused is read as a code with facts, once, by migration 0020."""

from __future__ import annotations

import re
import runpy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lti_tool.app  # noqa: F401  all of the tool, so that all codes are known
from lti_tool.reasons import Reason
from lti_tool.settings import shipped_dir
from lti_tool.templating import words_of

MIGRATION: dict[str, Any] = runpy.run_path(
    str(shipped_dir("migrations") / "versions/0020_links_and_refusals_are_facts.py")
)
read_refusal, REFUSALS = MIGRATION["read_refusal"], MIGRATION["REFUSALS"]
SAID = st.one_of(
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30),
    st.sampled_from(["“quoted”. And on", "a speaks for another site, b.", "HTTP 404: x).", "100 %(said)s"]),
)


@pytest.mark.parametrize(("sentence", "code"), REFUSALS.items(), ids=lambda each: str(each)[:40])
@given(said=SAID, status=st.integers(200, 599))
def test_whatever_was_said_is_read_back_and_shown_in_the_words_of_today(
    sentence: str, code: str, said: str, status: int
) -> None:
    names = re.findall(r"%\((\w+)\)s", sentence)
    stored = sentence % {name: status if "status" in name else said for name in names} if names else sentence

    found, params = read_refusal(stored)

    assert found == code
    assert set(names) <= set(params)
    shown = words_of(Reason(found, params))
    assert found not in shown.split()
    assert all(str(params[name]) in shown for name in names)


def test_what_nobody_knows_stays_as_it_was_said() -> None:
    assert read_refusal("Strange.") == ("said_then", {"text": "Strange."})
