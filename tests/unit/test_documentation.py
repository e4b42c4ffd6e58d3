"""What the documents show exists, and what exists is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"(?<!!)\[[^]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
MOST_BYTES = 3_000_000


def shown(document: Path) -> set[Path]:
    links = re.findall(r"!\[[^]]+\]\(([^)]+)\)", document.read_text(encoding="utf-8"))
    return {(document.parent / link).resolve() for link in links}


def test_every_picture_is_shown_and_every_picture_shown_exists() -> None:
    assert set().union(*map(shown, DOCUMENTS)) == set((ROOT / "docs" / "images").glob("*"))


def test_the_pictures_stay_small() -> None:
    assert sum(picture.stat().st_size for picture in (ROOT / "docs" / "images").iterdir()) <= MOST_BYTES


def headings(document: Path) -> set[str]:
    """The anchors of a document's headings, as the sites that show Markdown make them."""
    titles = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken_links(document: Path) -> list[str]:
    text = CODE.sub("", document.read_text(encoding="utf-8"))
    return [link for link in LINK.findall(text) if not link.startswith("http") and not leads_somewhere(document, link)]


def leads_somewhere(document: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = document.parent / path if path else document
    return target.exists() and (not anchor or anchor in headings(target))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_something_that_is_there(document: Path) -> None:
    assert broken_links(document) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_nothing_of_a_merge_is_left_in_a_document(document: Path) -> None:
    assert not re.search(r"^(<{7}|={7}$|>{7})", document.read_text(encoding="utf-8"), re.MULTILINE)
