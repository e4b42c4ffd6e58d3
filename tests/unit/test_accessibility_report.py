"""The conformance report names every criterion of WCAG 2.2 A and AA, and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REPORT = (ROOT / "docs/accessibility.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d\.\d\.\d+) [^|]+ \| ([^|]+) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`((?:browser|functional|unit)/[\w/]+\.py)(?:::(\w+))?`")
SOURCES = re.compile(r"^\| \*\*(\w+)\*\* \|", re.MULTILINE)
ONLY_READ = re.compile(r"read, not tested", re.IGNORECASE)
LEVELS = {"Supports", "Partially Supports", "Not Applicable", "Not Evaluated"}
A = """1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4
2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 4.1.2"""
AA = """1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 2.4.11 2.5.7 2.5.8 3.1.2
3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3"""
DENIED = {
    "js": r"keydown|keyup|keypress|pointerdown|mousedown|touchstart|drag|mouseover|mouseenter|motion|orientation",
    "css": r"orientation",
    "html": r"<audio|<video|accesskey|autoplay|<object|<embed",
}


SWITCHED_OFF_AT_WILL = ["keys.js: keydown"]  # the keys of a quiz, which its page explains


def test_every_criterion_is_answered_once_in_its_table() -> None:
    first, second = REPORT.split("## Table 2")

    assert [number for number, _, _ in ROW.findall(first)] == A.split()
    assert [number for number, _, _ in ROW.findall(second)] == AA.split()
    assert {level for _, level, _ in ROW.findall(REPORT)} <= LEVELS


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED.findall(REPORT))))
def test_what_is_named_as_proof_exists(path: str, name: str) -> None:
    text = (ROOT / "tests" / path).read_text(encoding="utf-8")

    assert not name or re.search(rf"^def {name}\(", text, re.MULTILINE)


def test_nothing_is_said_to_be_supported_without_a_test_or_saying_that_it_was_read() -> None:
    sources = SOURCES.findall(REPORT)
    claims = [(number, remark) for number, level, remark in ROW.findall(REPORT) if level == "Supports"]

    bare = [
        number
        for number, remark in claims
        if not (NAMED.search(remark) or ONLY_READ.search(remark) or any(f"**{each}**" in remark for each in sources))
    ]

    assert len(claims) > 30
    assert bare == []


@pytest.mark.parametrize("kind", DENIED)
def test_scripts_and_pages_have_nothing_that_the_report_denies(kind: str) -> None:
    folders = [ROOT / "lti_tool/static", ROOT / "lti_tool/templates"]
    files = [file for folder in folders for file in folder.rglob(f"*.{kind}")]

    found = [f"{file.name}: {word}" for file in files for word in re.findall(DENIED[kind], file.read_text("utf-8"))]

    assert files
    assert found == (SWITCHED_OFF_AT_WILL if kind == "js" else [])
