"""The pictures and people of lessons as a page shows them: whole addresses, and moods in the page's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app, request
from sqlalchemy.orm import Session

from lti_tool.authoring.image_models import OwnImage
from lti_tool.authoring.images import find_images, keys_in
from lti_tool.content.model.cast import Cast, Face
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.module import Module
from lti_tool.content.model.speaker import Speaker
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.content.talk import ShownFace, ShownPicture
from lti_tool.errors import N_
from lti_tool.placements.catalogue import LazyCatalogue, catalogue
from lti_tool.templating import page_language, translate

DRAWINGS = "/drawings"
OWN_IMAGES = "/own-images"
_MOODS = {
    "calm": N_("calm"),
    "smile": N_("smiling"),
    "serious": N_("serious"),
    "concerned": N_("concerned"),
    "tired": N_("tired"),
    "angry": N_("angry"),
    "surprised": N_("surprised"),
    "explaining": N_("explaining"),
}


@dataclass(frozen=True, slots=True)
class PageArt:
    """Equal for pages that show them alike: what is made with it may be kept. `base` is where drawings are served."""

    cast: Cast
    base: str
    language: str
    own: tuple[tuple[str, ShownPicture], ...] = ()

    def picture(self, name: str) -> ShownPicture | None:
        """Return the picture of that id, or None."""
        found = self.cast.picture(name)
        if found is None:
            return next((picture for key, picture in self.own if key == name), None)
        picture, address = found
        return ShownPicture(f"{self.base}/{address}", picture.alt, picture.width, picture.height, self._foreign)

    def speaker(self, label: str) -> tuple[str, ShownFace | None] | None:
        """Return the name and face that a turn's label means; None where it is no label."""
        found = self.cast.speaker(label)
        if found is None:
            return None
        name, face = found
        return name, self._shown(face) if face else None

    def face(self, speaker: Speaker) -> ShownFace | None:
        """Return how a speaker looks; None for nobody of the cast."""
        face = self.cast.face(speaker)
        return self._shown(face) if face else None

    def name_of(self, speaker: Speaker) -> str:
        """Return what the story calls a speaker; nothing where nobody is named."""
        person = self.cast.people.get(speaker.person or "")
        return speaker.name or (person.name if person else "")

    @property
    def _foreign(self) -> str:
        """The language of what pictures.yaml says, where it is not the page's."""
        return SOURCE_LANGUAGE if self.language != SOURCE_LANGUAGE else ""

    def _shown(self, face: Face) -> ShownFace:
        return ShownFace(f"{self.base}/{face.file}?v={face.version}", translate(_MOODS[face.mood]))


def scene_of(module: Module) -> ShownPicture | None:
    """Return the picture that stands for a module; None where it has none."""
    return page_art().picture(module.scene) if module.scene else None


def scene_drawing(module_id: str) -> bytes:
    """Return the drawing that stands for a module, as SVG; nothing where it has none, or is gone."""
    content: LazyCatalogue = current_app.extensions["catalogue"]
    module = content.loaded.module(module_id)
    file = content.loaded.cast.file_of(module.scene) if module and module.scene else None
    return (content.folder / file).read_bytes() if file and file.endswith(".svg") else b""


def own_images(session: Session, context_id: int, lesson: Lesson) -> list[OwnImage]:
    """The pictures of the course's own that a lesson names; no statement where it names none."""
    return find_images(session, context_id, keys_in(lesson.model_dump_json()) if lesson.id.startswith("own-") else ())


def page_art(own: Iterable[OwnImage] = ()) -> PageArt:
    """What this request's page may show; `own` are pictures of the course's own."""
    shown = tuple((image.key, shown_image(image)) for image in own)
    return PageArt(catalogue().cast, f"{request.root_path}{DRAWINGS}", page_language(), shown)


def shown_image(image: OwnImage) -> ShownPicture:
    """Return a picture of a course's own as a page shows it."""
    address = f"{request.root_path}{OWN_IMAGES}/{image.key}.webp"
    return ShownPicture(address, image.alt, image.width, image.height)
