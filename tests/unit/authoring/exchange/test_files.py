"""Files of any kind: their encoding, archives and what hides in them, and authors' own files coming back equal."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.authoring.drafts import Draft, kind_of, write_draft
from lti_tool.authoring.exchange.decoding import decode
from lti_tool.authoring.exchange.found import LARGEST_FILE, BadFile, Reading
from lti_tool.authoring.exchange.reading import read_file
from lti_tool.authoring.export import as_zip, files_of, versions
from lti_tool.authoring.family_draft import FamilyDraft
from lti_tool.authoring.models import OwnContent, OwnVersion
from tests.support.families import FAMILY
from tests.support.own_drafts import FAMILIES, ITEMS, LESSONS

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
GIFT = "¿Qué dice?\n{~a =b}\n"
ITEM = """\
- id: "x-1"
  version: 1
  type: "single"
  competency: "LCS.C3"
  bloom: "apply"
  stem: "Which?"
  options:
  - {id: "a", key: true, text: "A", feedback: "B"}
"""


def read(data: bytes, name: str = "questions.txt") -> Reading:
    return read_file(data, name, ("True", "False"), frozenset())


def refusal(data: bytes, name: str = "questions.txt") -> str:
    with pytest.raises(BadFile) as caught:
        read(data, name)
    return caught.value.message


def packed(**files: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_file_reads_the_same_in_every_unicode_and_with_every_end_of_line(encoding: str, ends: str) -> None:
    reading = read(GIFT.replace("\n", ends).encode(encoding))

    assert reading.found == read(GIFT.encode()).found
    assert reading.notes == ()


def test_windows_1252_is_read_and_told_with_its_line() -> None:
    reading = read(("\n\n" + GIFT).encode("cp1252"))

    assert reading.found[0].title == "¿Qué dice?"
    assert [(note.line, note.wording[:40]) for note in reading.notes] == [
        (3, "Line %(line)s is not in UTF-8, so the fi")
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"ok\n\nnot \x81\xff text", "Line 3: these letters are neither UTF-8 nor Windows-1252."),
        (b"ok\n\0nul", "Line 2 holds a NUL"),
        ("Q?{=a ~b}".encode("utf-16-le"), "Line 1 holds a NUL"),
        (b"\xff\xfea\x00\n\x00\x00\xd8", "Line 2: these bytes are not UTF-16."),
        (b"", "This file is empty."),
        (b"\xef\xbb\xbf \n", "This file is empty."),
        (b"%PDF-1.7", "This is a PDF."),
        (b"\x1f\x8b\x08", "This is a packed file of another kind."),
        (b"<?xml version='1.0'?><quiz/>", "This is XML."),
        (b"x" * (LARGEST_FILE + 1), "This file is larger than 8 MB."),
        (b"// nothing\n\n$CATEGORY: x\n", "There are no questions in this file."),
    ],
)
def test_what_is_no_text_is_refused_in_words_with_its_line(data: bytes, words: str) -> None:
    assert refusal(data).startswith(words)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with suppress(BadFile):
        assert "\r" not in decode(data).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (packed(**{"../items.yaml": ITEM}), "The ZIP file has a path that leads out of it: ../items.yaml"),
        (packed(**{"/etc/items.yaml": ITEM}), "The ZIP file has a path that leads out of it"),
        (packed(**{"a\\items.yaml": ITEM}), "The ZIP file has a path that leads out of it"),
        (packed(**{"a.yaml": b"x" * (25 * 1024 * 1024)}), "Unpacked, this ZIP file is larger than 24 MB."),
        (
            packed(**{f"{n}.yaml": b"#" * 1_500_000 for n in range(3)}),
            "The texts of this ZIP file are larger than 4 MB",
        ),
        (packed(**{f"{n}.yaml": "" for n in range(1001)}), "This ZIP file has more than 1,000 files."),
        (packed(**{"[Content_Types].xml": "", "xl/a.xml": ""}), "This is a spreadsheet or a Word file."),
        (packed(**{"more.zip": packed(**{"items.yaml": ITEM})}), "This ZIP file has no questions or lessons"),
        (packed(**{"items.yaml": ITEM})[:-30], "This ZIP file is damaged"),
        (packed(**{"items.yaml": b"- a: \0"}), "items.yaml: Line 1 holds a NUL"),
        (packed(**{"items.yaml": "- a: ["}), "items.yaml, line 1:"),
    ],
)
def test_an_archive_is_looked_at_before_it_is_unpacked(data: bytes, words: str) -> None:
    assert refusal(data, "own.zip").startswith(words)


def test_a_header_that_lies_about_its_size_is_held_to_the_bound() -> None:
    bomb = packed(**{"a.yaml": b"x" * (30 * 1024 * 1024)})
    lying = bomb.replace((30 * 1024 * 1024).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    assert refusal(lying, "own.zip") in (
        "Unpacked, this ZIP file is larger than 24 MB.",
        "This ZIP file is damaged or of a kind that is not read. Make it anew.",
    )


def test_other_files_in_an_archive_are_named() -> None:
    reading = read(
        packed(**{"modules/window/items.yaml": ITEM, "more.zip": b"PK", "__MACOSX/a": b"", "README.txt": ""})
    )

    assert [note.params for note in reading.notes] == [{"files": "more.zip"}]
    assert [(each.module_id, each.place, each.line) for each in reading.found] == [
        ("window", "modules/window/items.yaml", 1)
    ]


def test_what_a_form_has_no_field_for_is_told_with_its_line() -> None:
    reading = read((ITEM + "  review_by: 2027-01-01\n  shuffle: false\n").encode(), "items.yaml")

    assert [(note.line, note.params) for note in reading.found[0].notes] == [
        (9, {"fields": "review_by"}),
        (10, {"fields": "shuffle"}),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- 1\n", 1, "This is no question"),
        (ITEM.replace("single", "essay"), 3, "“essay” is no type of question."),
        (ITEM.replace('"Which?"', "[a]"), 6, "“stem” must be a text."),
        (ITEM + '  - {id: "a", text: "A"}\n' * 6, 14, "“options” has 7 entries; the form holds 6."),
        (FAMILY.replace('type: "single"', 'type: "best_worst"'), 2, "Here, a scene has one right option or several"),
        (FAMILY.replace('key: "b"', 'keys: "b"'), 23, "“keys” must be a list of texts."),
        (FAMILY.replace('key: "b"', 'keys: ["b", "z"]'), 23, "“z” is no option of this family."),
        (FAMILY.replace('  - {id: "a", text', "  - {text"), 7, "Each option of a family needs an id"),
        (
            FAMILY.replace("    feedback:\n      a:", "    feedback:\n      a: {}\n      x:", 1),
            16,
            "The feedback of a scene",
        ),
    ],
)
def test_an_entry_that_no_form_can_hold_is_told_with_its_line(text: str, line: int, words: str) -> None:
    (found,) = read(text.encode(), "items.yaml").found

    assert not found.is_usable
    (note,) = found.notes
    assert (note.wording % note.params).startswith(words)
    assert note.line == line


def test_how_many_options_are_right_says_which_kind_of_family_it_is() -> None:
    (several,) = read(FAMILY.replace('key: "b"', 'keys: ["b", "c"]').encode(), "families.yaml").found

    assert isinstance(several.draft, FamilyDraft)
    assert [stem.keys for stem in several.draft.stems] == [("a",), ("b", "c"), ("c",)]
    assert [(note.line, note.wording % note.params) for note in several.notes] == [
        (2, "These fields are not kept: type.")
    ]


def own(draft: Draft, number: int, module: str) -> OwnContent:
    key = f"own-{number:010x}"
    version = OwnVersion(number=3, source=write_draft(draft, key, 3), written_at=NOON)
    return OwnContent(module_id=module, kind=kind_of(draft), key=key, published_version=None, versions=[version])


@given(st.lists(st.one_of(ITEMS, FAMILIES, LESSONS), min_size=1, max_size=5))
def test_an_archive_of_drafts_comes_back_equal(drafts: list[Draft]) -> None:
    everything = [own(draft, number, "window") for number, draft in enumerate(drafts)]

    reading = read(as_zip(files_of(versions(everything, with_drafts=True))), "own-content.zip")

    assert {each.module_id for each in reading.found} == {"window"}
    assert sorted(map(repr, drafts)) == sorted(repr(each.draft) for each in reading.found)
    assert all(each.notes == () for each in reading.found)
