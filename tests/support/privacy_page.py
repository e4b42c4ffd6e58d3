"""The tables of docs/privacy.md, written from the map of what is held: `python -m tests.support.privacy_page`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lti_tool.privacy.held.everything import TABLES
from lti_tool.privacy.held.purposes import PURPOSES
from lti_tool.privacy.holding import Kind, Part, TableMap

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "privacy.md"
BOUNDS = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)
FIRST = "| table | holds |"
PERSONAL = (Part.PERSON, Part.CONTENT, Part.OTHERS, Part.WORDS)
WHEN_ERASED = {
    Kind.OWN: "deleted",
    Kind.NAMELESS: "kept without their name",
    Kind.MENTION: "kept, but they are taken out",
    Kind.STATISTIC: "sums: no longer counted",
}
WITHOUT = "## Tables in which nobody can be found"


def bounds() -> dict[str, str]:
    """What docs/operators.md says of how much, and for how long, each table may hold."""
    return dict(BOUNDS.findall((DOCS / "operators.md").read_text(encoding="utf-8")))


def holds_people(table: TableMap) -> bool:
    """Whether rows concern people, or have words that may name anybody."""
    return bool(table.holdings or table.columns(Part.WORDS))


def tables() -> str:
    """Both tables, and the words between them."""
    return "\n".join(_lines())


def current() -> str:
    """What the page has now."""
    text = PAGE.read_text(encoding="utf-8")
    return text[text.index(FIRST) :]


def write() -> None:
    """Write them anew; what stands above stays."""
    head = PAGE.read_text(encoding="utf-8").partition(FIRST)[0]
    PAGE.write_text(head + tables(), encoding="utf-8")


def _lines() -> Iterator[str]:
    yield f"{FIRST} why | how much, how long | who else sees it | when that person is erased |"
    yield "| --- | --- | --- | --- | --- | --- |"
    terms = bounds()
    for name, table in sorted(TABLES.items()):
        if holds_people(table):
            purpose = PURPOSES[name]
            cells = (f"`{name}`", _held(table), purpose.why, terms[name], _viewers(name), _when_erased(table))
            yield f"| {' | '.join(cells)} |"
    yield from ("", WITHOUT, "", "| table | what it is |", "| --- | --- |")
    yield from (f"| `{name}` | {table.nobody} |" for name, table in sorted(TABLES.items()) if not holds_people(table))
    yield ""


def _held(table: TableMap) -> str:
    return ", ".join(f"`{name}`" for name in table.columns(*PERSONAL, Part.COUNT))


def _viewers(name: str) -> str:
    purpose = PURPOSES[name]
    viewers = "; ".join(purpose.seen_by) or "nobody"
    return f"{viewers} ({purpose.note})" if purpose.note else viewers


def _when_erased(table: TableMap) -> str:
    kinds = {holding.kind for holding in table.holdings}
    return "; ".join(WHEN_ERASED[kind] for kind in Kind if kind in kinds) or "stays: no search can tell whom it names"


if __name__ == "__main__":
    write()
