"""Reading people.yaml and pictures.yaml, which may be absent, and the drawings that they name."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from lti_tool.content.model.cast import KINDS, PEOPLE, PICTURES, RASTERS, Cast, face_file, picture_files
from lti_tool.content.model.record import Record
from lti_tool.content.model.speaker import PeopleFile, Person, PicturesFile
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.raster import MOST_PIXELS, BadRaster, Fault, has_metadata, open_raster, suffix_of
from lti_tool.content.source.text.file import list_folder, name_in
from lti_tool.content.source.text.yaml import YamlSource, read_yaml
from lti_tool.content.source.validation import validate

PEOPLE_FILE, PICTURES_FILE = "people.yaml", "pictures.yaml"
NAMES = (PEOPLE_FILE, PICTURES_FILE, PEOPLE, PICTURES)
MOST_BYTES_SENT = 12_000  # gzipped: a lesson shows a few of them, and weighs 60 kB at most the first time
MOST_BYTES_OF_PIXELS = 40_000  # sent as they are
MOST_BYTES = 200_000  # on the disk: nothing larger is read
_ACTIVE = re.compile(
    rb"<script|<foreignObject|\son[a-z]+\s*=|javascript:|<!ENTITY|(?:href|src)\s*=\s*[\"'](?!#|data:image/)",
    re.IGNORECASE,
)

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class CastInFiles:
    """What was read, and where it stands."""

    cast: Cast
    people: YamlSource | None = None
    pictures: YamlSource | None = None


def read_cast(root: Path, problems: list[Problem]) -> CastInFiles:
    """Return the people and pictures, adding a problem for every fault in the files and for every drawing amiss."""
    people_source, people = _read(root, PEOPLE_FILE, PeopleFile, problems)
    pictures_source, pictures = _read(root, PICTURES_FILE, PicturesFile, problems)
    found_people = people.people if people else ()
    found_pictures = pictures.pictures if pictures else ()
    problems += _twice(people_source, "people", [person.id for person in found_people])
    problems += _twice(pictures_source, "pictures", [picture.id for picture in found_pictures])
    wanted = {file: ("people", index) for index, person in enumerate(found_people) for file in _faces(person)}
    for index, picture in enumerate(found_pictures):
        wanted[_picture(root, picture.id, pictures_source, index, problems)] = ("pictures", index)
    versions = dict(_drawings(root, wanted, {"people": people_source, "pictures": pictures_source}, problems))
    return CastInFiles(Cast(found_people, found_pictures, versions), people_source, pictures_source)


def _read(root: Path, name: str, model: type[R], problems: list[Problem]) -> tuple[YamlSource | None, R | None]:
    if not os.path.lexists(root / name):
        return None, None
    source = read_yaml(root / name, name, problems)
    if source is None:
        return None, None
    return source, validate(TypeAdapter(model), source.data, source, (), "", problems)


def _twice(source: YamlSource | None, name: str, ids: Sequence[str]) -> Iterator[Problem]:
    for index, found in enumerate(ids):
        if source and found in ids[:index]:
            line = source.line((name, index))
            yield Problem("error", source.file, line, found, "this id is used twice", "give each its own id")


def _faces(person: Person) -> list[str]:
    return [face_file(person.id, mood) for mood in person.moods]


def _picture(root: Path, name: str, source: YamlSource | None, index: int, problems: list[Problem]) -> str:
    """The one file of a picture; where there is none, the drawing that is missed."""
    first, *more = [file for file in picture_files(name) if (root / file).is_file()] or picture_files(name)[:1]
    if more and source is not None:
        line = source.line(("pictures", index))
        problems.append(Problem("error", source.file, line, "", f"there is {first} and {more[0]}", "keep one of them"))
    return first


def _drawings(
    root: Path,
    wanted: dict[str, tuple[str, int]],
    sources: dict[str, YamlSource | None],
    problems: list[Problem],
) -> Iterator[tuple[str, str]]:
    """Yield each drawing that can be shown with its version; whatever else lies beside them is told."""
    folders = [folder for folder in (PEOPLE, PICTURES) if (root / folder).is_dir()]
    names = {name_in(root, path): path for folder in folders for path in _files(root, folder, problems)}
    problems += _not_drawn({file: place for file, place in wanted.items() if file not in names}, sources)
    for name, path in names.items():
        if name not in wanted:
            problems.append(Problem("warning", name, 1, "", "nothing names this drawing", "remove it, or name it"))
        elif fault := _fault(path):
            problems.append(Problem("error", name, 1, "", *fault))
        else:
            yield name, hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def _not_drawn(absent: dict[str, tuple[str, int]], sources: dict[str, YamlSource | None]) -> Iterator[Problem]:
    for file, (kind, index) in absent.items():
        if source := sources[kind]:
            line = source.line((kind, index))
            yield Problem("error", source.file, line, "", f"there is no {file}", "draw it, or take it out")


def _files(root: Path, folder: str, problems: list[Problem]) -> list[Path]:
    return [path for path in list_folder(root, root / folder, problems) if path.suffix in KINDS]


def _fault(path: Path) -> tuple[str, str] | None:
    """What keeps a drawing off the page, and the remedy."""
    if path.stat().st_size > MOST_BYTES:
        return f"it has {path.stat().st_size:,} bytes", f"keep a drawing below {MOST_BYTES:,}"
    content = path.read_bytes()
    if path.suffix in RASTERS:
        return _fault_of_pixels(content, path.suffix)
    if _ACTIVE.search(content):
        return "it holds a script, a link or foreign content", "export it as a plain SVG"
    if b"<svg" not in content[:1_000]:
        return "it is not an SVG drawing", "export it as a plain SVG"
    sent = len(gzip.compress(content, mtime=0))
    if sent > MOST_BYTES_SENT:
        return f"it weighs {sent:,} bytes when it is sent", f"simplify it to {MOST_BYTES_SENT:,} or fewer"
    return None


def _fault_of_pixels(content: bytes, suffix: str) -> tuple[str, str] | None:
    try:
        image = open_raster(content)
    except BadRaster as problem:
        return _WORDS[problem.fault]
    if suffix_of(image) != suffix:
        return f"it is a {image.format}, whatever its name says", f"call it {suffix_of(image)}"
    if has_metadata(image):
        return "it holds more than its pixels, such as where it was taken", "save it without metadata"
    if len(content) > MOST_BYTES_OF_PIXELS:
        return (
            f"it weighs {len(content):,} bytes when it is sent",
            f"scale it down to {MOST_BYTES_OF_PIXELS:,} or fewer",
        )
    return None


_WORDS = {
    Fault.NO_IMAGE: ("it is not a picture", "save it as PNG, JPEG or WebP"),
    Fault.WRONG_TYPE: ("it is a picture of a kind that is not shown", "save it as PNG, JPEG or WebP"),
    Fault.BOMB: (f"it has more than {MOST_PIXELS:,} pixels", "scale it down"),
    Fault.MOVES: ("it moves", "save one picture of it"),
    Fault.BROKEN: ("it is damaged or cut short", "save it anew"),
}
