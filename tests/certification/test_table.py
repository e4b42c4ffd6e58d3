"""The page of docs that lists the certification's cases says what the tests are."""

from __future__ import annotations

from tests.certification.table import DOCUMENT, document


def test_the_table_in_the_docs_is_made_from_these_tests() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run: python -m tests.certification.table"
