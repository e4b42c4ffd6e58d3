"""What would become of a file of questions: a report to choose from, and the choice carried to its yes."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from lti_tool.authoring.checking import Surroundings, Told, check_text
from lti_tool.authoring.drafts import Draft, kind_of, read_draft, write_draft
from lti_tool.authoring.exchange.found import Found, Note, Picture, Reading
from lti_tool.authoring.exchange.taking_in import Chosen
from lti_tool.authoring.family_draft import FamilyDraft
from lti_tool.authoring.image_models import OwnImage
from lti_tool.authoring.item_draft import ItemDraft
from lti_tool.authoring.lesson_draft import LessonDraft
from lti_tool.authoring.models import OwnContent
from lti_tool.authoring.reencoding import Encoded
from lti_tool.authoring.service import LONGEST
from lti_tool.content.checking.lint.reading import words
from lti_tool.content.model.record import sha256_hex
from lti_tool.errors import N_, ToolError
from lti_tool.instructor.own import page as own_pages
from lti_tool.lti.extension import lti
from lti_tool.lti.models import Launch

MOST_NOTES = 20  # of one question, and of the file
LONGEST_PLACE = 200  # characters of what a note names
MORE = N_("… and %(count)s more of the kind.")
NEW_KEY = "own-new"  # stands for the key that a draft gets once it is kept
TWICE = N_("It says the same as %(what)s, so it is not ticked.")
HERE, BEFORE = N_("something of this module or of your own"), N_("line %(line)s of the file")
ELSEWHERE = N_("Its module, %(module)s, is not placed in this course, so it goes to the one you chose.")
TOO_LONG = N_("It is longer than a question or a short lesson can be.")
State = Literal["ready", "changed", "unfinished", "twice", "cannot"]


class PlanChanged(ToolError):
    """What came back is not what a report of this course sent."""

    status = 400
    title = N_("Nothing was taken in")
    message = N_("The report is not from this course, or it is from an older visit.")
    advice = N_("Choose the file again.")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of the file in the report: its notes, what the check says of it, and whether it is ticked at first."""

    found: Found
    draft: Draft | None
    module_id: str
    notes: Sequence[Note]
    told: Sequence[Told]
    state: State
    is_ticked: bool
    place: int = -1  # in the plan, where it can come in

    @property
    def kind(self) -> str:
        """A lesson, a family, or which type of item; nothing where it has no counterpart."""
        if self.draft is None:
            return ""
        return "lesson" if isinstance(self.draft, LessonDraft) else self.draft.type


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a question is about where the file does not say: its module, a skill and a level."""

    module_id: str
    skill: str
    level: str


def report(
    session: Session, launch: Launch, reading: Reading, everything: Iterable[OwnContent], defaults: Defaults, room: int
) -> list[Line]:
    """Every thing of the file with what becomes of it; as many are ticked as the course has room for."""
    placed = {module.id for module in own_pages.placed_modules(session, launch)}
    surroundings: dict[str, Surroundings] = {}
    said: dict[tuple[str, ...], Note] = {}
    _remember(said, everything)
    lines: list[Line] = []
    usable = 0
    for found in reading.found:
        module_id = found.module_id if found.module_id in placed else defaults.module_id
        if module_id not in surroundings:
            around = own_pages.surroundings(session, launch, module_id)
            images = (*around.own_images, *_as_images(reading.pictures))
            surroundings[module_id] = replace(around, own_images=images, by_itself=True)
            for item in around.bank:
                said.setdefault(_stem(item.stem), Note("changed", 0, TWICE, {"what": Note("changed", 0, HERE)}))
        line = _line(found, module_id, surroundings[module_id], defaults, said)
        lines.append(replace(line, place=usable if line.draft else -1, is_ticked=line.is_ticked and room > 0))
        usable += line.draft is not None
        room -= line.is_ticked
    return lines


def few(notes: Sequence[Note]) -> list[Note]:
    """The first of them, each with no more words of the file than a line holds, and how many are left."""
    shown = [
        replace(note, params={name: _cut(value) for name, value in note.params.items()}) for note in notes[:MOST_NOTES]
    ]
    left = len(notes) - len(shown)
    return [*shown, Note("changed", 0, MORE, {"count": left})] if left else shown


def _cut(value: object) -> object:
    return f"{value[:LONGEST_PLACE]}…" if isinstance(value, str) and len(value) > LONGEST_PLACE else value


def _line(
    found: Found, module_id: str, around: Surroundings, defaults: Defaults, said: dict[tuple[str, ...], Note]
) -> Line:
    notes = few(found.notes)
    if found.draft is None or not found.is_usable:
        return Line(found, None, module_id, notes, (), "cannot", is_ticked=False)
    draft = _complete(found.draft, defaults)
    text = write_draft(draft, NEW_KEY, 1)
    if len(text) > LONGEST:
        notes.append(Note("error", found.line, TOO_LONG))
        return Line(found, None, module_id, notes, (), "cannot", is_ticked=False)
    if found.module_id and found.module_id != module_id:
        notes.append(Note("changed", found.line, ELSEWHERE, {"module": found.module_id}))
    twice = _twice(draft, found.line, said)
    checked = check_text(kind_of(draft), text, NEW_KEY, around)
    state: State = "changed" if notes else "ready"
    if not checked.can_be_shown:
        state = "unfinished"
    if twice:
        notes, state = [*notes, twice], "twice"
    return Line(found, draft, module_id, notes, checked.told, state, is_ticked=not twice)


def _complete(draft: Draft, defaults: Defaults) -> Draft:
    if isinstance(draft, LessonDraft):
        return replace(draft, competencies=draft.competencies or (defaults.skill,))
    if isinstance(draft, FamilyDraft):
        stems = tuple(replace(stem, bloom=stem.bloom or defaults.level) for stem in draft.stems)
        return replace(draft, competency=draft.competency or defaults.skill, stems=stems)
    return replace(draft, competency=draft.competency or defaults.skill, bloom=draft.bloom or defaults.level)


def _as_images(pictures: Iterable[Picture]) -> Iterator[OwnImage]:
    for each in pictures:
        yield OwnImage(
            key=each.key, alt=each.alt, width=each.made.width, height=each.made.height, size=len(each.made.data)
        )


# What is there already


def _remember(said: dict[tuple[str, ...], Note], everything: Iterable[OwnContent]) -> None:
    for own in everything:
        if own.versions:
            for key in _keys(read_draft(own.kind, own.versions[-1].source)):
                said.setdefault(key, Note("changed", 0, TWICE, {"what": Note("changed", 0, HERE)}))


def _twice(draft: Draft, line: int, said: dict[tuple[str, ...], Note]) -> Note | None:
    keys = list(_keys(draft))
    found = next((said[key] for key in keys if key in said), None)
    for key in keys:
        said.setdefault(key, Note("changed", 0, TWICE, {"what": Note("changed", line, BEFORE, {"line": line})}))
    return found


def _keys(draft: Draft) -> Iterator[tuple[str, ...]]:
    if isinstance(draft, LessonDraft):
        yield ("a lesson", *words(draft.title), *words(draft.body))
    elif isinstance(draft, ItemDraft):
        yield _stem(draft.stem)
    else:
        yield from (_stem(stem.stem) for stem in draft.stems if stem.stem)


def _stem(text: str) -> tuple[str, ...]:
    return ("a question", *words(text))


# From the report to its yes


def pack(launch: Launch, lines: Iterable[Line], pictures: Iterable[Picture]) -> str:
    """What was shown, as a form carries it along; signed, so that what comes back is what was sent."""
    drafts = [
        [line.module_id, kind_of(line.draft), write_draft(line.draft, NEW_KEY, 1)]
        for line in lines
        if line.draft is not None
    ]
    packed = {
        "course": launch.context_id,
        "once": secrets.token_hex(8),
        "drafts": drafts,
        "pictures": [_packed(each) for each in pictures],
    }
    made = _serializer().dumps(packed)
    return made if isinstance(made, str) else made.decode()


def unpack(launch: Launch, text: str) -> tuple[list[Chosen], list[Picture]]:
    """The drafts in the report's order, and the pictures. Raises PlanChanged."""
    try:
        packed: Any = _serializer().loads(text)
        if packed["course"] != launch.context_id:
            raise PlanChanged
        drafts = [
            Chosen(_key(packed["once"], place), module_id, read_draft(kind, source))
            for place, (module_id, kind, source) in enumerate(packed["drafts"])
        ]
        return drafts, [_unpacked(each) for each in packed["pictures"]]
    except (BadSignature, KeyError, TypeError, ValueError, binascii.Error) as problem:
        raise PlanChanged from problem


def _key(once: str, place: int) -> str:
    return f"own-{sha256_hex(f'{once}/{place}')[:10]}"


def _packed(picture: Picture) -> list[str | int]:
    made = picture.made
    return [picture.key, picture.alt, made.width, made.height, base64.b64encode(made.data).decode()]


def _unpacked(packed: Sequence[Any]) -> Picture:
    key, alt, width, height, data = packed
    return Picture(key, alt, Encoded(base64.b64decode(data), width, height))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(lti().settings.secrets_oldest_first, salt="questions from a file")
