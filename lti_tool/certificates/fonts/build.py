"""Rebuild the bundled fonts from a folder of the originals: `python -m lti_tool.certificates.fonts.build FOLDER`.

It runs when a script is added, never while the tool serves. Hinting is left out (print needs none), and the CJK font
is cut into pieces, so that a certificate loads only the one or two that its name needs. `faces.json` lists what each
piece covers, in the order of preference.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent
EVERYTHING = range(0x110000)
SCRIPTS = (
    "NotoSerifArmenian",
    "NotoSerifBengali",
    "NotoSerifDevanagari",
    "NotoSerifEthiopic",
    "NotoSerifGeorgian",
    "NotoSerifGujarati",
    "NotoSerifGurmukhi",
    "NotoSerifHebrew",
    "NotoSerifKannada",
    "NotoSerifKhmer",
    "NotoSerifLao",
    "NotoSerifMalayalam",
    "NotoSerifMyanmar",
    "NotoSerifSinhala",
    "NotoSerifTamil",
    "NotoSerifTelugu",
    "NotoSerifThai",
    "NotoSerifTibetan",
    "NotoNaskhArabic",
    "NotoSansAdlam",
    "NotoSansCanadianAboriginal",
    "NotoSansCherokee",
    "NotoSansNKo",
    "NotoSansOriya",
    "NotoSansSyriac",
    "NotoSansThaana",
    "NotoSansTifinagh",
)
CJK = {
    "Kana": range(0x2E80, 0x3400),
    "Han1": range(0x3400, 0x5C00),
    "Han2": range(0x5C00, 0x6E00),
    "Han3": range(0x6E00, 0x8400),
    "Han4": range(0x8400, 0xA000),
    "Hangul": (*range(0x1100, 0x1200), *range(0xA960, 0xA980), *range(0xAC00, 0xD800)),
    "Wide": (*range(0xF900, 0xFB00), *range(0xFF00, 0xFFF0)),
}


def build(sources: Path) -> None:
    """Write every face and the index of what they cover."""
    faces = dict(_write_all(sources))
    text = json.dumps(faces, separators=(",", ":")).replace("]],", "]],\n")
    (FOLDER / "faces.json").write_text(f"{text}\n", encoding="utf-8")


def _write_all(sources: Path) -> Iterator[tuple[str, list[list[int]]]]:
    latin = ("NotoSerif-Regular", "NotoSerif-Bold", "NotoSans-Regular")
    for name in (*latin, *(f"{script}-Regular" for script in SCRIPTS)):
        yield name, _write(_find(sources, name), name, EVERYTHING)
    for piece, wanted in CJK.items():
        name = f"DroidSansFallback-{piece}"
        yield name, _write(_find(sources, "DroidSansFallback"), name, wanted)


def _find(sources: Path, name: str) -> Path:
    found = sorted(sources.rglob(f"{name}.ttf"))
    if not found:
        sys.exit(f"{name}.ttf is not in {sources}")
    return found[0]


def _write(source: Path, name: str, wanted: Iterable[int]) -> list[list[int]]:
    font = TTFont(source)
    options = Options(hinting=False, layout_features=["*"], name_IDs=["*"], notdef_outline=True)
    options.drop_tables += ["vhea", "vmtx", "VORG", "gasp", "meta"]
    covered = sorted(set(font.getBestCmap()) & set(wanted))
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=covered)
    subsetter.subset(font)
    font.save(FOLDER / f"{name}.ttf")
    return list(_ranges(covered))


def _ranges(points: list[int]) -> Iterator[list[int]]:
    """Sorted code points as inclusive ranges."""
    start = before = points[0]
    for point in points[1:]:
        if point != before + 1:
            yield [start, before]
            start = point
        before = point
    yield [start, before]


if __name__ == "__main__":
    build(Path(sys.argv[1]))
