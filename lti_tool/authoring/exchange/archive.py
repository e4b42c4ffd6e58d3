"""An archive of authors' files, as the own content page makes one: looked at before it is unpacked, never on disk."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from lti_tool.authoring.exchange.authors_files import read_entries, read_lesson_file
from lti_tool.authoring.exchange.decoding import decode
from lti_tool.authoring.exchange.found import BadFile, Found, Note, Picture, Reading, bounded
from lti_tool.authoring.images import KEY, LONGEST_ALT, MOST_IMAGES
from lti_tool.authoring.lesson_draft import LessonDraft
from lti_tool.authoring.reencoding import BadImage, reencode
from lti_tool.content.source.text.yaml import parse_yaml
from lti_tool.errors import N_
from lti_tool.text.plain_text import clean_line

MOST_FILES = 1_000
MOST_UNPACKED = 24 * 1024 * 1024  # bytes, all files together
MOST_TEXT = 4 * 1024 * 1024  # bytes of it that are text: parsing costs more than unpacking
PICTURES = {".webp", ".png", ".jpg", ".jpeg"}
LISTS = {"pictures-to-add.yaml", "pictures.yaml"}
_IN_FILE = N_("%(path)s: %(what)s")
_OURS = {"readme.txt", ".ds_store", "thumbs.db"}
_SHOWN = re.compile(r"!\[[^\]\n]{0,500}\]\(([a-z0-9][a-z0-9._-]{0,79})\)")
_MODULE = re.compile(r"(?:^|/)modules/([a-z0-9][a-z0-9._-]{0,79})/")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


@dataclass(slots=True)
class _Contents:
    """What the archive has, by kind; `others` are files that are not read."""

    texts: dict[str, str] = field(default_factory=dict)
    text_size: int = 0
    pictures: dict[str, bytes] = field(default_factory=dict)
    alts: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def read_archive(data: bytes, known_pictures: frozenset[str]) -> Reading:
    """All that an archive holds; pictures that the course has (`known_pictures`) stay as they are there.

    Raises BadFile, in words, for what is no archive of ours, or would unpack to more than we hold.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            contents = _unpack(archive)
    except BadFile:
        raise
    except _BROKEN as problem:
        raise BadFile(N_("This ZIP file is damaged or of a kind that is not read. Make it anew.")) from problem
    found: list[Found] = []
    for path, text in contents.texts.items():
        home = _MODULE.search(path)
        for each in _read(path, text, contents):
            found.append(replace(each, module_id=home[1] if home else ""))
            bounded(each.line, len(found))
    if not found:
        raise BadFile(N_("This ZIP file has no questions or lessons: it needs .yaml or .md files."))
    found, pictures = _with_pictures(found, contents, known_pictures)
    return Reading(tuple(found), tuple(_notes(contents)), tuple(pictures))


def _unpack(archive: zipfile.ZipFile) -> _Contents:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    _look_at(infos)
    contents, room = _Contents(), MOST_UNPACKED
    for info in infos:
        path = PurePosixPath(info.filename)
        ending, name = path.suffix.lower(), path.name.lower()
        if "__MACOSX" in path.parts or name in _OURS:
            continue
        if ending not in {".yaml", ".yml", ".md", *PICTURES}:
            contents.others.append(info.filename)
            continue
        with archive.open(info) as file:
            body = file.read(room + 1)
        room -= len(body)
        if room < 0:
            raise BadFile(N_("Unpacked, this ZIP file is larger than 24 MB."))
        _sort_in(contents, info.filename, ending, body)
    return contents


def _look_at(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse by the list alone what need not be unpacked. Raises BadFile."""
    names = [info.filename for info in infos]
    if "[Content_Types].xml" in names:
        raise BadFile(
            N_("This is a spreadsheet or a Word file. Save it as CSV (“CSV UTF-8” in Excel), and choose that.")
        )
    if len(infos) > MOST_FILES:
        raise BadFile(N_("This ZIP file has more than %(most)s files."), params={"most": f"{MOST_FILES:,}"})
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise BadFile(N_("Unpacked, this ZIP file is larger than 24 MB."))
    if any(info.flag_bits & 1 for info in infos):
        raise BadFile(N_("This ZIP file is locked with a password. Make it anew without one."))
    _look_at_names(names)


def _look_at_names(names: list[str]) -> None:
    for name, count in Counter(names).items():
        if name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts:
            raise BadFile(N_("The ZIP file has a path that leads out of it: %(path)s"), params={"path": name[:100]})
        if count > 1:
            raise BadFile(N_("The ZIP file has this file twice: %(path)s"), params={"path": name[:100]})


def _sort_in(contents: _Contents, path: str, ending: str, body: bytes) -> None:
    if ending in PICTURES:
        contents.pictures[PurePosixPath(path).stem] = body
        return
    contents.text_size += len(body)
    if contents.text_size > MOST_TEXT:
        raise BadFile(N_("The texts of this ZIP file are larger than 4 MB together."))
    if not body.strip():
        return
    try:
        decoded = decode(body)
    except BadFile as problem:
        raise BadFile(_IN_FILE, params={"path": path[:100], "what": problem}) from problem
    if PurePosixPath(path).name in LISTS:
        contents.alts |= _alts(decoded.text)
        return
    contents.texts[path] = decoded.text
    contents.notes += [Note("changed", 0, _IN_FILE, {"path": path[:100], "what": note}) for note in decoded.notes]


def _alts(text: str) -> dict[str, str]:
    source = parse_yaml(text, "", [])
    entries: Any = source.data if source is not None and isinstance(source.data, list) else []
    return {
        str(each["id"]): clean_line(str(each.get("alt", "")))[:LONGEST_ALT]
        for each in entries
        if isinstance(each, dict) and "id" in each
    }


def _read(path: str, text: str, contents: _Contents) -> Iterator[Found]:
    if path.lower().endswith(".md"):
        yield read_lesson_file(text, path)
        return
    reading = read_entries(text, path)
    contents.notes += reading.notes
    yield from reading.found


def _with_pictures(found: list[Found], contents: _Contents, known: frozenset[str]) -> tuple[list[Found], list[Picture]]:
    """Lessons with the keys that their pictures have here; each picture that one shows is made anew, once."""
    made: dict[str, Picture | BadImage] = {}
    told = []
    for each in found:
        if not isinstance(each.draft, LessonDraft):
            told.append(each)
            continue
        body, notes = each.draft.body, list(each.notes)
        for name in sorted(_named(body) & contents.pictures.keys() - known):
            if name not in made and len(made) >= MOST_IMAGES:
                words = N_("The ZIP file shows more than %(most)s pictures: %(name)s is left out.")
                notes.append(Note("error", each.line, words, {"most": MOST_IMAGES, "name": name}))
                continue
            picture = made[name] = made.get(name) or _make(name, contents)
            if isinstance(picture, BadImage):
                words = N_("Picture %(name)s: %(what)s")
                notes.append(Note("error", each.line, words, {"name": name, "what": picture}))
            else:
                body = _renamed(body, name, picture.key)
        told.append(replace(each, draft=replace(each.draft, body=body), notes=tuple(notes)))
    pictures = {picture.key: picture for picture in made.values() if isinstance(picture, Picture)}
    return told, list(pictures.values())


def _named(body: str) -> set[str]:
    return {*KEY.findall(body), *_SHOWN.findall(body)}


def _make(name: str, contents: _Contents) -> Picture | BadImage:
    try:
        made = reencode(contents.pictures[name])
    except BadImage as problem:
        return problem
    return Picture(f"own-{made.digest[:16]}", contents.alts.get(name, ""), made)


def _renamed(body: str, name: str, key: str) -> str:
    if KEY.fullmatch(name):
        return body.replace(name, key)
    return body.replace(f"]({name})", f"]({key})")


def _notes(contents: _Contents) -> Iterator[Note]:
    yield from contents.notes
    if contents.others:
        shown = ", ".join(contents.others[:10]) + (", …" if len(contents.others) > 10 else "")
        yield Note("changed", 0, N_("These files are not read: %(files)s."), {"files": shown})
