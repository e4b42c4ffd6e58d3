"""The page that prints: names in any script, one page whatever it holds."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import segno
import uharfbuzz
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.certificates.address import dark_runs
from lti_tool.certificates.names import LONGEST, clean_name
from lti_tool.certificates.paper.faces import SANS, SERIF, SERIF_BOLD, Face, faces, printable, split_by_face
from lti_tool.certificates.paper.pdf import draw_certificate
from lti_tool.certificates.wording import Labels, Wording
from tests.support.clock import NOON

NAMES = {
    "Vietnamese": "Ngọc Ánh Đặng",
    "Polish": "Grażyna Brzęczyszczykiewicz-Żółć",
    "Yoruba": "Ọlábísí Adéọlá Ẹ̀gbẹ́",
    "Cyrillic": "Катерина Ющенко-Їжак",
    "Greek": "Ελευθερία Παπαϊωάννου",
    "Armenian": "Արմինե Հովհաննիսյան",
    "Georgian": "თამარ ბერიძე",
    "Hebrew": "יִשְׂרָאֵל כהן־לוי",
    "Arabic": "محمد عبد الله الحُسيني",
    "Urdu": "عائشہ صدیقی",
    "Persian": "علی‌رضا گرجی‌زاده",
    "Devanagari": "श्रीकृष्ण द्विवेदी",
    "Bengali": "শ্রেয়সী চট্টোপাধ্যায়",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Gujarati": "કૃષ્ણા પટેલ",
    "Tamil": "ஸ்ரீதேவி கிருஷ்ணமூர்த்தி",
    "Telugu": "శ్రీనివాస్ రెడ్డి",
    "Kannada": "ಶ್ರೀನಿವಾಸ ಮೂರ್ತಿ",
    "Malayalam": "ശ്രീലക്ഷ്മി",
    "Sinhala": "ශ්‍රී චන්ද්‍රිකා",
    "Thai": "กัญญารัตน์ ศรีสุวรรณ",
    "Lao": "ສົມຈິດ ວົງສາ",
    "Khmer": "សុខា ចាន់",
    "Burmese": "အောင်ဆန်းစုကြည်",
    "Tibetan": "བསྟན་འཛིན་རྒྱ་མཚོ",
    "Amharic": "ትዕግስት ኃይለማርያም",
    "Chinese": "王小明",
    "Traditional Chinese": "陳龍麗",
    "Japanese": "高橋さくら カヴ",
    "Korean": "김철수",
    "mixed": "Fatima (فاطمة) Müller 王",
}
MULTILINGUAL = st.text(st.characters(codec="utf-8"), max_size=60)


def wording(**facts: Any) -> Wording:
    labels = Labels(
        "Library Service Skills",
        "Certificate",
        "has completed",
        "Time",
        "Date",
        "Covers",
        "Code",
        "Check at",
        "QR code",
        "〓 is missing",
    )
    usual: dict[str, Any] = {
        "language": "en",
        "paper": "A4",
        "labels": labels,
        "name": "Ann Lee",
        "title": "Yes, and!",
        "duration": "40 minutes",
        "date": "2 March 2026",
        "competencies": (("LCS.C3", "Finds the need"),),
        "code": "0123-4567-89CD-FGHJ-KMNP-RTVW",
        "address": "https://training.example.org/verify/0123-4567-89CD-FGHJ-KMNP-RTVW",
    }
    return Wording(**{**usual, **facts})


def streams(pdf: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def readable_characters(pdf: bytes) -> set[str]:
    """What the page's fonts say their glyphs mean: the right-hand sides of their ToUnicode tables."""
    tables = [each for each in streams(pdf) if b"begincmap" in each]
    meanings = [found for table in tables for found in re.findall(rb"<[0-9A-Fa-f]+> <([0-9A-Fa-f]+)>", table)]
    return {letter for meaning in meanings for letter in bytes.fromhex(meaning.decode()).decode("utf-16-be", "ignore")}


@cache
def shaper(face: Face) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path))))


def shapes_without_gaps(text: str, primary: str) -> bool:
    """Whether HarfBuzz finds a glyph for all of it: glyph 0 is the empty box."""
    for run in split_by_face(text, primary):
        font = shaper(run.face)
        buffer = uharfbuzz.Buffer()
        buffer.add_str(run.text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer, {})
        if any(glyph.codepoint == 0 for glyph in buffer.glyph_infos):
            return False
    return True


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_in_any_script_prints_without_an_empty_box(name: str) -> None:
    cleaned = clean_name(name)

    pdf = draw_certificate(wording(name=cleaned), NOON)

    assert printable(cleaned) == cleaned
    assert shapes_without_gaps(cleaned, SERIF)
    assert set(cleaned) - set(" \u200c\u200d") <= readable_characters(pdf)
    assert cleaned.encode("utf-16-be").hex().upper().encode() in b"".join(streams(pdf))  # what a screen reader says


@pytest.mark.parametrize("name", [NAMES["Sinhala"], NAMES["Devanagari"], NAMES["Arabic"], NAMES["Persian"]])
def test_a_joined_script_is_one_run_so_that_it_joins(name: str) -> None:
    assert len(split_by_face(clean_name(name), SERIF)) == 1


def test_pictures_are_left_out_and_a_letter_nobody_has_is_marked() -> None:
    assert printable("Zoë 🎉 O’Brien 👩‍🏫") == "Zoë O’Brien"
    assert printable("Ann🎉 Lee") == "Ann Lee"
    assert printable("\U00020bb7野家") == "〓野家"


@given(MULTILINGUAL)
def test_whatever_is_left_to_print_has_a_glyph(text: str) -> None:
    assert shapes_without_gaps(printable(clean_name(text)), SERIF)


@given(MULTILINGUAL)
def test_cutting_by_face_loses_and_moves_nothing(text: str) -> None:
    for primary in (SERIF, SERIF_BOLD, SANS):
        assert "".join(run.text for run in split_by_face(text, primary)) == text


@pytest.mark.parametrize("name", faces())
def test_the_index_says_of_each_font_what_the_font_says(name: str) -> None:
    face = faces()[name]
    with TTFont(face.path, lazy=True) as font:
        mapped = font.getBestCmap()

    counted = sum(last - first + 1 for first, last in zip(face.starts, face.ends, strict=True))
    assert counted == len(mapped)
    assert all(face.covers(chr(point)) for point in mapped)


def test_all_fonts_together_stay_small() -> None:
    assert sum(face.path.stat().st_size for face in faces().values()) < 8_000_000


def page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


LONG = "Gives people who call, write or chat the same care as people at the desk, every time and in plain words"


@pytest.mark.parametrize("paper", ["A4", "letter"])
@pytest.mark.parametrize("count", [0, 1, 12, 24, 72])
def test_it_is_one_page_that_names_every_competency(paper: str, count: int) -> None:
    competencies = tuple((f"LCS.{number}", LONG) for number in range(count))
    name = "Wolfeschlegelsteinhausenbergerdorff " * 2

    pdf = draw_certificate(wording(paper=paper, competencies=competencies, name=name, title=LONG), NOON)

    assert page_count(pdf) == 1
    written = b"".join(streams(pdf)).decode("latin-1")
    for code, _ in competencies:
        assert code.encode("utf-16-be").hex().upper() in written


@pytest.mark.parametrize("name", ["Ann ", "Wolfeschlegelsteinhausenbergerdorff ", "王", "محمد عبد الله "])
def test_the_longest_name_is_printed_whole_and_all_else_stays_on_the_page(name: str) -> None:
    longest = (name * LONGEST)[:LONGEST].strip()

    pdf = draw_certificate(wording(paper="letter", name=longest, title=LONG), NOON)

    assert page_count(pdf) == 1
    assert longest.encode("utf-16-be").hex().upper().encode() in b"".join(streams(pdf))
    heights = baselines(pdf)
    assert heights
    assert min(heights) > 0


def baselines(pdf: bytes) -> list[float]:
    """How high above the lower edge each line of text stands, in points."""
    return [float(found) for each in streams(pdf) for found in re.findall(rb"BT [\d.]+ ([-\d.]+) Td", each)]


def test_what_the_fonts_lack_is_said_in_words() -> None:
    said = "〓 is missing".encode("utf-16-be").hex().upper().encode()

    assert said in b"".join(streams(draw_certificate(wording(name="\U00020bb7野家"), NOON)))
    assert said not in b"".join(streams(draw_certificate(wording(name="吉野家"), NOON)))


def test_the_picture_is_the_addresss_qr_code_with_quiet_ground_around_it() -> None:
    address = wording().address
    width, runs = dark_runs(address)

    dark = {(column + step, row) for column, row, length in runs for step in range(length)}

    matrix = list(segno.make(address, error="m", micro=False).matrix_iter(border=4))
    assert len(matrix) == width
    assert dark == {(column, row) for row, line in enumerate(matrix) for column, bit in enumerate(line) if bit}


def test_it_is_tagged_titled_and_in_a_language() -> None:
    pdf = draw_certificate(wording(language="es-MX"), NOON)

    assert b"/Lang (es-MX)" in pdf
    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"/DisplayDocTitle true" in pdf
    assert all(role in pdf for role in (b"/S /H1", b"/S /H2", b"/S /P", b"/S /LI", b"/S /Figure"))
    assert b"/Alt (QR code)" in pdf
    assert b"Ann Lee" in pdf or "Ann Lee".encode("utf-16-be") in pdf


def test_the_same_certificate_is_the_same_file() -> None:
    assert draw_certificate(wording(), NOON) == draw_certificate(wording(), NOON)
