"""What was found of a link before is read as a code, once, by migration 0020."""

from __future__ import annotations

import runpy
from typing import Any

import pytest

from lti_tool.community.link_check import WORKS
from lti_tool.reasons import wording_of
from lti_tool.settings import shipped_dir

MIGRATION: dict[str, Any] = runpy.run_path(
    str(shipped_dir("migrations") / "versions/0020_links_and_refusals_are_facts.py")
)
read_link, LINKS = MIGRATION["read_link"], MIGRATION["LINKS"]


@pytest.mark.parametrize(("said", "code"), LINKS.items())
def test_a_sentence_is_the_code_that_has_its_words(said: str, code: str) -> None:
    wording = wording_of(code)

    assert read_link(said) == (code, {})
    assert wording is not None
    assert wording.words == said or code == WORKS


def test_what_nobody_knows_stays_as_it_was_said() -> None:
    assert read_link("Strange.") == ("said_then", {"text": "Strange."})
