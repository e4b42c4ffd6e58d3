"""The shelf of spines: stripes along the top of a page, and at its foot a row of books unique to each certificate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from lti_tool.certificates.paper.sheet import Colour, Sheet

BRAND: Colour = (0x1D, 0x5B, 0x4C)
SUN: Colour = (0xD9, 0x9A, 0x1E)
BRICK: Colour = (0xB1, 0x51, 0x2F)
SLATE: Colour = (0x54, 0x72, 0x8C)
EDGE: Colour = (0x85, 0x7A, 0x6A)
PAPER: Colour = (0xFA, 0xF7, 0xF1)
# The same stripes as along the top edge of every page of the site, each with where it ends.
STRIPES = (
    (0.34, BRAND),
    (0.42, SUN),
    (0.47, BRAND),
    (0.61, BRICK),
    (0.78, SLATE),
    (0.81, SUN),
    (0.86, BRICK),
    (1.0, BRAND),
)
GAP = 0.5  # mm between two books
SPINES = (BRAND, BRICK, SLATE, BRAND, SUN, SLATE, BRAND, BRICK)


@dataclass(frozen=True, slots=True)
class Book:
    """One book on the shelf, in mm; `bands` are the lines across its spine."""

    width: float
    height: float
    bands: int
    colour: Colour


def books(seed: str) -> Iterator[Book]:
    """Endless books, always the same ones for a given seed."""
    number = 0
    while True:
        for a, b in zip(*[iter(sha256(f"{seed}/{number}".encode()).digest())] * 2, strict=True):
            yield Book(3.5 + a % 16 * 0.35, 15 + b % 24 * 0.5, a // 16 % 3, SPINES[b // 24 % len(SPINES)])
        number += 1


def draw_stripes(sheet: Sheet, height: float) -> None:
    """The stripes along the top edge."""
    start = 0.0
    for end, colour in STRIPES:
        _fill(sheet, colour, start * sheet.w, 0, (end - start) * sheet.w, height)
        start = end


def draw_shelf(sheet: Sheet, seed: str, left: float, right: float, floor: float) -> None:
    """As many books as fit between left and right, standing in the middle of a board at `floor`."""
    row: list[Book] = []
    width = 0.0
    for book in books(seed):
        if width + book.width > right - left:
            break
        row.append(book)
        width += book.width + GAP
    at = (left + right - width + GAP) / 2
    for book in row:
        _draw_book(sheet, book, at, floor)
        at += book.width + GAP
    _fill(sheet, EDGE, left - 4, floor, right - left + 8, 1.2)


def _draw_book(sheet: Sheet, book: Book, x: float, floor: float) -> None:
    top = floor - book.height
    _fill(sheet, book.colour, x, top, book.width, book.height)
    for band in range(book.bands):
        for y in (top + 2 + band * 1.2, floor - 2.4 - band * 1.2):
            _fill(sheet, PAPER, x + 0.6, y, book.width - 1.2, 0.4)


def _fill(sheet: Sheet, colour: Colour, x: float, y: float, width: float, height: float) -> None:
    sheet.set_fill_color(*colour)
    sheet.rect(x, y, width, height, style="F")
