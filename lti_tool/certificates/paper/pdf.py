"""The page that prints: one sheet of A4 or Letter, in the product's look."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from io import BytesIO

from fpdf.prefs import ViewerPreferences

from lti_tool.certificates.address import dark_runs
from lti_tool.certificates.paper.faces import SANS, SERIF, SERIF_BOLD, printable, prints_whole
from lti_tool.certificates.paper.scene import UNREADABLE, Scene, read_scene
from lti_tool.certificates.paper.sheet import Colour, Sheet
from lti_tool.certificates.shelf import BRAND, EDGE, PAPER, draw_shelf, draw_stripes
from lti_tool.certificates.wording import Wording

INK: Colour = (0x2A, 0x27, 0x23)
SOFT: Colour = (0x62, 0x5A, 0x4F)
POINT = 25.4 / 72  # mm
Sizes = tuple[tuple[int, int], ...]
Entry = tuple[str, list[str]]
LEADING = 1.3
MARGIN = 24.0
# From the best to the last resort: size in points, and how many lines it may take.
NAME_SIZES = ((40, 1), (36, 1), (32, 1), (28, 1), (28, 2), (24, 2), (20, 2), (17, 3), (14, 4), (11, 6), (9, 10))
TITLE_SIZES = ((26, 1), (23, 1), (23, 2), (19, 3), (16, 4), (13, 5))
NOTE_SIZES = ((8, 1), (7, 2))
ADDRESS_SIZES = ((9, 1), (8, 1), (7, 1), (6, 1))
# Size in points, and in how many columns.
LIST_SIZES = ((10.5, 1), (9.5, 1), (8.5, 2), (7.5, 2), (6.5, 2), (6.0, 2))
CODE_SIZES = ((9, 3), (7, 6), (6, 12))
GUTTER = 8.0  # mm between two columns
INDENT = 1.7  # mm of a statement behind its code, for each point of its size
GAP = 0.25  # of a line between two entries
FOOT = 70.0
CODE_WIDTH = 25.0  # mm of the QR code with the quiet ground around it: phones read it from the paper in a hand
SCENE_WIDTH, SCENE_TOP = 72.0, 14.0  # mm


def draw_certificate(words: Wording, issued_at: datetime, scene: bytes = b"") -> bytes:
    """The whole PDF; the same certificate, words and scene (an SVG, or nothing) give the same page."""
    page = _Page(words, read_scene(scene))
    page.sheet.set_creation_date(issued_at)
    page.draw()
    return bytes(page.sheet.output())


class _Page:
    """Writes downwards; `y` is where the next line begins (mm)."""

    def __init__(self, words: Wording, scene: Scene | None) -> None:
        self.words = words
        self.scene = scene
        self.sheet = Sheet(words.paper)
        self.width = self.sheet.w - 2 * MARGIN
        self.y = 20.0

    def draw(self) -> None:
        """Everything, from top to bottom, in reading order."""
        self._describe()
        self._ground()
        self._head()
        self._fitted("P", self.words.name, SERIF, INK, NAME_SIZES)
        if not prints_whole(self.words.name):
            self._fitted("P", self.words.labels.no_type, SANS, SOFT, NOTE_SIZES)
        self.y += 1
        self._line("P", self.words.labels.given, SANS, 12, SOFT)
        self.y += 5
        self._fitted("H2", self.words.title, SERIF_BOLD, BRAND, TITLE_SIZES)
        self.y += 8
        self._facts()
        self.y += 9
        self._competencies()
        self._foot()

    def _describe(self) -> None:
        words, sheet = self.words, self.sheet
        sheet.set_lang(words.language)
        sheet.set_title(f"{words.labels.heading}: {words.title}, {words.name}")
        sheet.set_author(words.labels.product)
        sheet.viewer_preferences = ViewerPreferences(display_doc_title=True)

    def _ground(self) -> None:
        sheet = self.sheet
        with sheet.artifact():
            sheet.set_fill_color(*PAPER)
            sheet.rect(0, 0, sheet.w, sheet.h, style="F")
            draw_stripes(sheet, 3.5)
            draw_shelf(sheet, self.words.code, MARGIN + 4, sheet.w - MARGIN - 4, sheet.h - 14)

    def _head(self) -> None:
        with self.sheet.artifact():
            self._draw_scene()
            self._book_mark(MARGIN, self.y)
        self._line("P", self.words.labels.product, SERIF_BOLD, 13, BRAND, indent=11)
        self.y = 46.0
        self._line("H1", self.words.labels.heading, SERIF_BOLD, 15, SOFT)
        self.y += 6

    def _draw_scene(self) -> None:
        """The module's picture in the upper corner, as on the module's page; one that fpdf2 cannot read is left out."""
        if self.scene is None:
            return
        x, y, width = MARGIN + self.width - SCENE_WIDTH, SCENE_TOP, SCENE_WIDTH
        with self.sheet.rect_clip(x, y, width, width * self.scene.height), suppress(*UNREADABLE):
            self.sheet.image(BytesIO(self.scene.svg), x=x, y=y, w=width)

    def _book_mark(self, x: float, y: float) -> None:
        """The open book, as on the site: two leaves and a spine."""
        sheet = self.sheet
        sheet.set_draw_color(*BRAND)
        sheet.set_line_width(0.7)
        middle, half = x + 4, 3.6
        for side in (-1, 1):
            outer = middle + side * half
            sheet.polyline([(middle, y + 1), (outer, y), (outer, y + 5), (middle, y + 6)])
        sheet.polyline([(middle, y + 1), (middle, y + 6)])

    def _facts(self) -> None:
        """Time and date, side by side."""
        labels, top, half = self.words.labels, self.y, self.width / 2
        for column, (label, value) in enumerate(((labels.time, self.words.duration), (labels.date, self.words.date))):
            self.y = top
            self._line("P", label, SANS, 9, SOFT, indent=column * half)
            self._line("P", value, SERIF_BOLD, 14, INK, indent=column * half)

    def _competencies(self) -> None:
        """The list, set as large as the room allows; what would not be legible is named by its codes alone."""
        if not self.words.competencies:
            return
        self._line("H2", self.words.labels.competencies, SANS, 9, SOFT)
        self.y += 1
        for size, columns in LIST_SIZES:
            layout = self._columns(size, columns)
            if self._has_room(layout, size):
                self._write_columns(layout, size)
                return
        codes = ", ".join(code for code, _ in self.words.competencies)
        self._fitted("P", codes, SANS, INK, CODE_SIZES)

    def _has_room(self, layout: list[list[Entry]], size: float) -> bool:
        longest = max(_line_count(entries) * LEADING + len(entries) * GAP for entries in layout)
        return longest * size * POINT <= self.sheet.h - FOOT - self.y

    def _columns(self, size: float, columns: int) -> list[list[Entry]]:
        """Each code with its statement cut into lines of this size, in columns of about equal length."""
        self.sheet.use(SANS, size, INK)
        width = self._column_width(columns) - size * INDENT
        entries = [(code, self.sheet.wrap(printable(statement), width)) for code, statement in self.words.competencies]
        share = -(-_line_count(entries) // columns)
        layout: list[list[Entry]] = [[]]
        for entry in entries:
            if _line_count(layout[-1]) >= share and len(layout) < columns:
                layout.append([])
            layout[-1].append(entry)
        return layout

    def _write_columns(self, layout: list[list[Entry]], size: float) -> None:
        top = self.y
        for number, entries in enumerate(layout):
            self.y = top
            left = MARGIN + number * (self._column_width(len(layout)) + GUTTER)
            for code, lines in entries:
                with self.sheet.tagged("LI", f"{code} {' '.join(lines)}"):
                    self._entry(code, lines, size, left)

    def _column_width(self, columns: int) -> float:
        return (self.width - GUTTER * (columns - 1)) / columns

    def _entry(self, code: str, lines: list[str], size: float, left: float) -> None:
        self.sheet.use(SANS, size * 0.85, SOFT)
        self.sheet.write_line(f"{code} ", left, self.y + size * 0.05 * POINT)
        self.sheet.use(SANS, size, INK)
        self._lines(lines, left + size * INDENT, size)
        self.y += size * POINT * GAP

    def _lines(self, lines: list[str], left: float, size: float, link: str = "") -> None:
        """Lines below each other; the space at the end of each but the last keeps words apart when text is copied."""
        for number, line in enumerate(lines, start=1):
            self.sheet.write_line(line if number == len(lines) else f"{line} ", left, self.y, link)
            self.y += size * POINT * LEADING

    def _foot(self) -> None:
        labels = self.words.labels
        self.y = self.sheet.h - FOOT + 5
        with self.sheet.artifact():
            self.sheet.set_draw_color(*EDGE)
            self.sheet.set_line_width(0.2)
            self.sheet.polyline([(MARGIN, self.y - 3), (MARGIN + self.width, self.y - 3)])
        self._picture(MARGIN + self.width - CODE_WIDTH, self.y - 1.5)
        self._line("P", labels.code, SANS, 9, SOFT)
        self._line("P", self.words.code, SANS, 13, INK)
        self.y += 1
        self._line("P", labels.check, SANS, 9, SOFT)
        beside = self.width - CODE_WIDTH - GUTTER
        self._fitted("Link", self.words.address, SANS, BRAND, ADDRESS_SIZES, link=self.words.address, width=beside)

    def _picture(self, x: float, y: float) -> None:
        """The address as a QR code."""
        modules, runs = dark_runs(self.words.address)
        each = CODE_WIDTH / modules
        with self.sheet.tagged("Figure", alt_text=self.words.labels.picture):
            self.sheet.set_fill_color(255, 255, 255)
            self.sheet.rect(x, y, CODE_WIDTH, CODE_WIDTH, style="F")
            self.sheet.set_fill_color(0, 0, 0)
            for column, row, length in runs:
                self.sheet.rect(x + column * each, y + row * each, length * each, each, style="F")

    def _line(self, role: str, text: str, face: str, size: float, colour: Colour, indent: float = 0) -> None:
        self.sheet.use(face, size, colour)
        with self.sheet.tagged(role, text):
            self.sheet.write_line(printable(text), MARGIN + indent, self.y)
        self.y += size * POINT * LEADING

    def _fitted(
        self, role: str, text: str, face: str, colour: Colour, sizes: Sizes, link: str = "", width: float = 0
    ) -> None:
        """Write a text in the largest size at which it fits its lines; at the smallest it takes as many as it needs.

        `width` in mm is the page's where none is given.
        """
        shown = printable(text)
        for size, most_lines in sizes:
            self.sheet.use(face, size, colour)
            lines = self.sheet.wrap(shown, width or self.width)
            if len(lines) <= most_lines:
                break
        with self.sheet.tagged(role, text):
            self._lines(lines, MARGIN, size, link)


def _line_count(entries: list[Entry]) -> int:
    return sum(len(lines) for _, lines in entries)
