"""What the documents show exists, and what exists is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MOST_BYTES = 3_000_000


def shown(document: Path) -> set[Path]:
    links = re.findall(r"!\[[^]]+\]\(([^)]+)\)", document.read_text(encoding="utf-8"))
    return {(document.parent / link).resolve() for link in links}


def test_every_picture_is_shown_and_every_picture_shown_exists() -> None:
    assert set().union(*map(shown, DOCUMENTS)) == set((ROOT / "docs" / "images").glob("*"))


def test_the_pictures_stay_small() -> None:
    assert sum(picture.stat().st_size for picture in (ROOT / "docs" / "images").iterdir()) <= MOST_BYTES


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_nothing_of_a_merge_is_left_in_a_document(document: Path) -> None:
    assert not re.search(r"^(<{7}|={7}$|>{7})", document.read_text(encoding="utf-8"), re.MULTILINE)
