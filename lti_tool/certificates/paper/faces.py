"""Which bundled font prints which characters; pure, from the index that `fonts/build.py` wrote."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FONTS = Path(__file__).parents[1] / "fonts"
SERIF, SERIF_BOLD, SANS = "NotoSerif-Regular", "NotoSerif-Bold", "NotoSans-Regular"
_LATIN = (SERIF, SERIF_BOLD, SANS)
_FOLLOWS = frozenset({"Mn", "Mc", "Me", "Cf", "Zs"})  # marks, joiners and spaces stay with what they follow
_STAND_IN = "\u3013"  # the geta mark: what East Asian printers set for a character they have no type for


@dataclass(frozen=True, slots=True)
class Face:
    """One font file and the code points it covers, as sorted inclusive ranges."""

    name: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def path(self) -> Path:
        """The font file."""
        return FONTS / f"{self.name}.ttf"

    def covers(self, letter: str) -> bool:
        """Whether the font has a glyph for this character."""
        at = bisect_right(self.starts, ord(letter)) - 1
        return at >= 0 and ord(letter) <= self.ends[at]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that follow each other in one face."""

    text: str
    face: Face


@cache
def faces() -> dict[str, Face]:
    """All faces by name, in the order of preference."""
    ranges: dict[str, list[list[int]]] = json.loads((FONTS / "faces.json").read_text(encoding="utf-8"))
    return {
        name: Face(name, tuple(first for first, _ in each), tuple(last for _, last in each))
        for name, each in ranges.items()
    }


def printable(text: str) -> str:
    """The text in characters that our fonts have: emoji are left out, and an unknown letter becomes the geta mark."""
    return " ".join("".join(_printable(cluster) for cluster in clusters(text)).split())


def prints_whole(text: str) -> bool:
    """Whether our fonts have every character."""
    return printable(text) == " ".join(text.split())


def split_by_face(text: str, primary: str) -> list[Run]:
    """Cut a text where the face must change; `primary` is one of the three Latin faces, tried first."""
    runs: list[Run] = []
    for letter, face in _assign(text, primary):
        if runs and runs[-1].face is face:
            runs[-1] = Run(runs[-1].text + letter, face)
        else:
            runs.append(Run(letter, face))
    return runs


def clusters(text: str) -> list[str]:
    """The text letter by letter, each with the marks and joiners that belong to it."""
    found: list[str] = []
    for letter in text:
        if found and unicodedata.category(letter) in _FOLLOWS:
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _assign(text: str, primary: str) -> Iterator[tuple[str, Face]]:
    face = faces()[primary]
    for letter in text:
        stays = unicodedata.category(letter) in _FOLLOWS and face.covers(letter)
        face = face if stays else _find(letter, primary) or faces()[primary]
        yield letter, face


@lru_cache(maxsize=20_000)
def _find(letter: str, primary: str) -> Face | None:
    first = faces()[primary]
    rest = (face for name, face in faces().items() if name not in _LATIN)
    return next((face for face in (first, *rest) if face.covers(letter)), None)


def _printable(cluster: str) -> str:
    """A letter with those of its marks that have glyphs; a letter without a glyph loses its marks and joiners too."""
    base, rest = cluster[0], cluster[1:]
    if _find(base, SERIF):
        return base + "".join(letter for letter in rest if _find(letter, SERIF))
    stand_in = _STAND_IN if unicodedata.category(base).startswith("L") else ""
    return stand_in + (" " if " " in rest else "")
