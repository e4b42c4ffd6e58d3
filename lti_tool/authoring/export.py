"""A course's own items and lessons as files of the shared course: ready to be checked, reviewed and merged there."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lti_tool.authoring.family_draft import is_family
from lti_tool.authoring.file_format import line_of
from lti_tool.authoring.image_models import OwnImage
from lti_tool.authoring.images import keys_in
from lti_tool.authoring.lesson_draft import read_lesson
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.authoring.service import get_version

FIRST_PLACE, LAST_PLACE = 90, 99  # lesson files carry a place of two digits: ours come after the module's own
README = """\
These files are in the format of the shared course (see docs/authors.md).

modules/<module>/items-to-add.yaml      add its entries to the end of that module's items.yaml
modules/<module>/families-to-add.yaml   add its entries to the end of that module's families.yaml
modules/<module>/lessons/*.en.md     copy them there, and add their ids to "lessons" in module.yaml
pictures/*.webp                      copy them there
pictures-to-add.yaml                 add its entries to the end of pictures.yaml, with words where "alt" is empty

Then run: lti-tool content check
"""


@dataclass(frozen=True, slots=True)
class File:
    """A file by its path in the shared course."""

    path: str
    text: str | bytes

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


def as_file(own: OwnContent, version: OwnVersion, place: int = FIRST_PLACE) -> File:
    """One version as a file by itself."""
    if own.kind == "item":
        return File(f"modules/{own.module_id}/{own.key}.yaml", version.source)
    name = f"{min(place, LAST_PLACE):02}-{_slug(read_lesson(version.source).title)}-{own.key[-4:]}.en.md"
    return File(f"modules/{own.module_id}/lessons/{name}", version.source)


def versions(everything: Iterable[OwnContent], *, with_drafts: bool) -> Iterator[tuple[OwnContent, OwnVersion]]:
    """What learners meet; with drafts, the newest version of everything, whether anybody was shown it or not."""
    for own in everything:
        if with_drafts and own.versions:
            yield own, own.versions[-1]
        elif not with_drafts and own.published_version is not None:
            yield own, get_version(own, own.published_version)


def files_of(chosen: Iterable[tuple[OwnContent, OwnVersion]]) -> list[File]:
    """Versions as files, module by module: the items in one file, each lesson in its own."""
    banks: dict[tuple[str, str], list[str]] = {}
    files: list[File] = []
    lessons: dict[str, int] = {}
    for own, version in chosen:
        if own.kind == "item":
            name = "families" if is_family(version.source) else "items"
            banks.setdefault((own.module_id, name), []).append(version.source)
            continue
        place = lessons[own.module_id] = lessons.get(own.module_id, FIRST_PLACE - 1) + 1
        files.append(as_file(own, version, place))
    return [*_bank_files(banks), *files]


def picture_files(images: Iterable[OwnImage], files: Iterable[File]) -> list[File]:
    """The pictures that the files show, and what pictures.yaml is to say of them."""
    wanted: set[str] = set().union(*(keys_in(str(file.text)) for file in files))
    shown = [image for image in images if image.key in wanted]
    entries = [
        "- " + line_of({"id": image.key, "alt": image.alt, "width": image.width, "height": image.height})
        for image in shown
    ]
    pictures = [File(f"pictures/{image.key}.webp", image.data) for image in shown]
    return [*pictures, File("pictures-to-add.yaml", "\n".join((*entries, "")))] if shown else []


def _bank_files(banks: Mapping[tuple[str, str], list[str]]) -> list[File]:
    return [File(f"modules/{module}/{name}-to-add.yaml", "\n".join(texts)) for (module, name), texts in banks.items()]


def as_zip(files: Iterable[File]) -> bytes:
    """Return the files as one archive, with a word on where they go; equal files make equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in (File("README.txt", README), *files):
            archive.writestr(zipfile.ZipInfo(file.path), file.text)
    return stream.getvalue()


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "lesson"
