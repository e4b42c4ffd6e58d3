"""A page that sets each character in a font that has it, and tags its structure for assistive technology."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.line_break import Fragment

from lti_tool.certificates.paper.faces import clusters, faces, split_by_face

Colour = tuple[int, int, int]


class Sheet(FPDF):
    """fpdf2 with three things of ours: fonts loaded when first needed, runs cut by face, and tags.

    fpdf2 2.8 cuts a text at every combining mark and joiner, which breaks Sinhala and Devanagari shaping; we cut
    only where the font changes. It tags images, but not text.
    """

    def __init__(self, paper: str) -> None:
        super().__init__(format=paper)
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self.add_page()
        self.set_text_shaping(True)
        self._widths: dict[tuple[str, str], float] = {}

    def use(self, face: str, size: float, colour: Colour) -> None:
        """Write what follows in this face, size (points) and color."""
        self._load(face)
        self.set_font(face.lower(), size=size)
        self._primary = face
        self.set_text_color(*colour)

    def write_line(self, text: str, x: float, y: float, link: str = "") -> None:
        """Write one line whose upper left corner is at x, y (mm)."""
        self.set_xy(x, y)
        self.cell(text=text, link=link)

    def wrap(self, text: str, width: float) -> list[str]:
        """Cut a text into lines that fit the width (mm): between words, and within one that is wider than a line."""
        lines, filled = [""], 0.0
        for gap, piece in self._pieces(text, width):
            longer = filled + self._width_of(gap) + self._width_of(piece)
            if lines[-1] and longer > width:
                lines.append(piece)
                filled = self._width_of(piece)
            else:
                lines[-1] += gap + piece if lines[-1] else piece
                filled = longer
        return lines

    def _width_of(self, text: str) -> float:
        """The width in mm; measured once for all sizes, since fpdf2 shapes again each time it is asked."""
        key = (self._primary, text)
        if key not in self._widths:
            self._widths[key] = self.get_string_width(text) / self.font_size_pt
        return self._widths[key] * self.font_size_pt

    @contextmanager
    def tagged(self, role: str, actual_text: str = "", alt_text: str | None = None) -> Iterator[None]:
        """Mark what is written inside as one element of the structure tree, such as H1 or P (ISO 32000-1 §14.8.4).

        `actual_text` is the plain text, for shaped scripts whose glyphs alone do not give it; `alt_text` says what a
        figure shows.
        """
        number = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=f"/{role}", mcid=number, alt_text=alt_text)
        words = f" /ActualText <FEFF{actual_text.encode('utf-16-be').hex().upper()}>" if actual_text else ""
        self._out(f"/{role} <</MCID {number}{words}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Mark what is drawn inside as decoration, which readers pass over."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def _load(self, face: str) -> None:
        if face.lower() not in self.fonts:
            self.add_font(face, fname=faces()[face].path)

    def _preload_font_styles(
        self, text: str | None, markdown: bool, _initial_emphasis: object = None
    ) -> tuple[Fragment, ...]:
        """Cut a text of one direction into fragments by face; fpdf2 calls this for all that it measures or writes."""
        return tuple(self._fragment(run.text, run.face.name) for run in split_by_face(text or "", self._primary))

    def _fragment(self, text: str, face: str) -> Fragment:
        self._load(face)
        state = self._get_current_graphics_state()
        state.font_family, state.font_style = face.lower(), ""
        state.current_font = self.fonts[face.lower()]
        return Fragment(text, state, self.k)

    def _pieces(self, text: str, width: float) -> Iterator[tuple[str, str]]:
        """Words, each with the gap before it; one that is wider than a line comes letter by letter."""
        for word in text.split():
            whole = self._width_of(word) <= width
            for at, piece in enumerate([word] if whole else clusters(word)):
                yield "" if at else " ", piece
