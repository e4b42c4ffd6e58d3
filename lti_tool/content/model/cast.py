"""The people and pictures that lessons show, and the files that they are drawn in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from lti_tool.content.model.speaker import Mood, Person, Picture, Speaker

MOODS: tuple[str, ...] = get_args(Mood)
PEOPLE, PICTURES = "people", "pictures"
RASTERS = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
KINDS = {".svg": "image/svg+xml"} | RASTERS
_LABEL = re.compile(r"(?P<name>[^()]{1,80}?)\s*(?:\((?P<facts>[a-z0-9, -]{1,60})\))?:")


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody as one sees them: a file below the content folder, its version, and a mood as a word."""

    name: str
    mood: str
    file: str
    version: str


class Cast:
    """Everybody of people.yaml and everything of pictures.yaml; `versions` has a digest for each file that is there."""

    def __init__(
        self, people: Sequence[Person] = (), pictures: Sequence[Picture] = (), versions: Mapping[str, str] | None = None
    ) -> None:
        self.people = {person.id: person for person in people}
        self.pictures = {picture.id: picture for picture in pictures}
        self.versions = dict(versions or {})
        self._by_name = {person.name.casefold(): person for person in people}

    def face(self, speaker: Speaker) -> Face | None:
        """Return how a speaker looks; None for nobody of the cast."""
        person = self.people.get(speaker.person or "")
        return self._face(person, speaker.mood or "", speaker.name) if person else None

    def speaker(self, label: str) -> tuple[str, Face | None] | None:
        """Read a turn's label, `Rosa (concerned):` or `A man (joe, tired):`, as a name and a face.

        None where it is no such label; no face where nobody of the cast is named.
        """
        found = _LABEL.fullmatch(label)
        if found is None:
            return None
        facts = _words(found["facts"] or "")
        moods = [fact for fact in facts if fact in MOODS]
        people = [fact for fact in facts if fact in self.people]
        if len(moods) + len(people) < len(facts) or len(moods) > 1 or len(people) > 1:
            return label.removesuffix(":"), None
        return found["name"], self._speaking(found["name"], "".join(people), "".join(moods))

    def _speaking(self, name: str, person_id: str, mood: str) -> Face | None:
        person = self.people.get(person_id) if person_id else self._by_name.get(name.casefold())
        return self._face(person, mood, name) if person else None

    def picture(self, name: str) -> tuple[Picture, str] | None:
        """Return a picture and the address of its file below the content folder; None where there is no such."""
        picture = self.pictures.get(name)
        file = self.file_of(name)
        return (picture, f"{file}?v={self.versions[file]}") if picture and file else None

    def file_of(self, name: str) -> str | None:
        """Return the file of a picture, below the content folder; None where there is no such."""
        return next((file for file in picture_files(name) if file in self.versions), None)

    def _face(self, person: Person, mood: str, name: str | None) -> Face | None:
        shown = mood if mood in person.moods else person.moods[0]
        file = face_file(person.id, shown)
        return Face(name or person.name, shown, file, self.versions[file]) if file in self.versions else None


def _words(facts: str) -> list[str]:
    return [fact.strip() for fact in facts.split(",") if fact.strip()]


def face_file(person_id: str, mood: str) -> str:
    """Return where a person in a mood is drawn, below the content folder."""
    return f"{PEOPLE}/{person_id}-{mood}.svg"


def picture_files(picture_id: str) -> tuple[str, ...]:
    """Return where a picture may be, below the content folder: drawn, or made of pixels."""
    return tuple(f"{PICTURES}/{picture_id}{suffix}" for suffix in KINDS)
