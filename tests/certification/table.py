"""The table of docs/certification.md, made from the tests themselves: `python -m tests.certification.table`.

A row is a case: what is sent, what must come of it, and where a specification says so.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

DOCUMENT = Path(__file__).parents[2] / "docs" / "certification.md"
CORE, SECURITY, DEEP, OIDC = "LTI 1.3", "Security Framework", "Deep Linking 2.0", "OpenID Connect"
MODULES = {"Refused": ("test_refused",), "Accepted": ("test_accepted", "test_moodle")}
DATABASES = 2
# The first that is found in the test's name or the case's decides.
SECTIONS = (
    ("login", f"{SECURITY} §5.1.1.1–2"),
    ("deep_linking", f"{DEEP} §4.4"),
    (
        "claims_swapped|signature|no_kid|wrong_kid|kid_empty|alg|hs256|rs512|ps256|critical",
        f"{SECURITY} §5.1.3, {OIDC} §3.1.3.7",
    ),
    ("nonce|used|only_once", f"{SECURITY} §5.1.3"),
    ("state", f"{SECURITY} §5.1.1.2, §5.1.1.3"),
    ("exp_|iat|nbf|no_exp|timestamps|clock|times", f"{SECURITY} §5.1.3, {OIDC} §3.1.3.7"),
    ("iss|aud|azp", f"{SECURITY} §5.1.3, {OIDC} §3.1.3.7"),
    ("version", f"{CORE} §5.3.2"),
    ("message_type", f"{CORE} §5.3.1"),
    ("deployment", f"{CORE} §5.3.3"),
    ("target", f"{CORE} §5.3.4"),
    ("resource_link", f"{CORE} §5.3.5"),
    ("sub|anonymous|personal|names|email|picture", f"{CORE} §5.3.6"),
    ("role|assistant|instructor|student|teacher", f"{CORE} §5.3.7, appendix A.2"),
    ("context", f"{CORE} §5.4.1"),
    ("custom|variables", f"{CORE} §5.4.6"),
    ("gradebook|line_item", "Assignment and Grade Services 2.0 §3.1"),
    ("error_that_the_platform", f"{OIDC} §3.1.2.6"),
    ("registration", f"{CORE} §3.1.3"),
)
ELSEWHERE = f"{SECURITY} §5.1.1.3"


@dataclass(frozen=True)
class Row:
    """One case: the test that it belongs to, its own name, and how many runs that is."""

    test: str
    case: str
    runs: int

    @property
    def section(self) -> str:
        """Where a specification asks for it: by the case's name, else by the test's."""
        for names in (self.case, self.test):
            for pattern, section in SECTIONS:
                if names and re.search(pattern, names):
                    return section
        return ELSEWHERE


def rows_of(module: ModuleType) -> Iterator[Row]:
    """Every case of a test module, in the order in which it is written."""
    for name, test in vars(module).items():
        if isinstance(test, FunctionType) and name.startswith("test_"):
            cases, others = _parametrised(test)
            both = DATABASES if {"door", "shared_door", "open_door", "app"} & set(_arguments(test)) else 1
            for case in cases or [""]:
                yield Row(name.removeprefix("test_"), case, others * both)


def document() -> str:
    """The whole page."""
    parts = [
        "# Launches refused and accepted",
        "Made from the tests by `python -m tests.certification.table`; a test holds this page to them. Each case runs\n"
        "on SQLite and on Postgres.",
    ]
    for verdict, names in MODULES.items():
        rows = [row for name in names for row in rows_of(importlib.import_module(f"tests.certification.{name}"))]
        parts.append(f"## {verdict}: {len(rows)} cases, {sum(row.runs for row in rows)} runs")
        lines = ["| what is sent | case | specification |", "| --- | --- | --- |"]
        lines += [f"| {_words(row.test)} | {_words(row.case) or '–'} | {row.section} |" for row in rows]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _arguments(test: FunctionType) -> tuple[str, ...]:
    return test.__code__.co_varnames[: test.__code__.co_argcount]


def _parametrised(test: FunctionType) -> tuple[list[str], int]:
    """The named cases, and how many ways each of them is run."""
    cases: list[str] = []
    others: list[int] = []
    for mark in getattr(test, "pytestmark", []):
        if mark.name == "parametrize":
            values = [_name(value) for value in mark.args[1]]
            if mark.args[0] in ("case", "name", "argument", "claims") and not cases:
                cases = values
            else:
                others.append(len(values))
    return cases, prod(others)


def _name(value: Any) -> str:
    return value if isinstance(value, str) else str(getattr(value, "id", "") or "")


def _words(name: str) -> str:
    return name.replace("_", " ").replace("|", "\\|").strip()


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT} is written.\n")
