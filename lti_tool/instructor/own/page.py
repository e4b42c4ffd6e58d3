"""What the pages for a course's own items and lessons show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.authoring.checking import Checked, Surroundings, check_text
from lti_tool.authoring.drafts import Draft, read_draft, write_draft
from lti_tool.authoring.images import list_images
from lti_tool.authoring.item_draft import ItemDraft
from lti_tool.authoring.lesson_draft import LessonDraft
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.authoring.own import read_published
from lti_tool.content.model.framework import Competency
from lti_tool.content.model.module import Module
from lti_tool.errors import N_, NotFound
from lti_tool.instructor.own.form import LESSON
from lti_tool.lti.models import Launch, User
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import GradedBy

LEVELS = {
    "understand": N_("Understand: say what something means"),
    "apply": N_("Apply: do it in a situation"),
    "analyse": N_("Analyze: find what matters in a situation"),
    "evaluate": N_("Evaluate: judge what is better"),
}


class NoModuleForIt(NotFound):
    """A module that is not placed in this course, or has left the catalogue."""

    message = N_("This module is not placed in your course, so nothing can be added to it.")


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One item or lesson in the list; `newest` is its newest version, `shown` the one that learners meet."""

    id: int
    kind: str
    title: str
    newest: int
    shown: int | None


@dataclass(frozen=True, slots=True)
class OwnGroup:
    """What is added to one module; without a module where that has left the catalogue."""

    module_id: str
    module: Module | None
    is_placed: bool
    rows: list[OwnRow]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One saved state and who saved it."""

    number: int
    written_at: object
    by: str
    is_shown: bool


def groups(session: Session, launch: Launch, everything: Iterable[OwnContent]) -> list[OwnGroup]:
    """Every module that something can be added to, or was, with what it has."""
    rows: dict[str, list[OwnRow]] = {module.id: [] for module in placed_modules(session, launch)}
    placed = set(rows)
    for own in everything:
        rows.setdefault(own.module_id, []).append(_row(own))
    return [
        OwnGroup(module_id, catalogue().module(module_id), module_id in placed, found)
        for module_id, found in rows.items()
    ]


def placed_modules(session: Session, launch: Launch) -> list[Module]:
    """The modules of this course that can be added to: those that teach. The launch's own comes first."""
    query = select(Placement.module_id, Placement.resource_link_id).where(Placement.context_id == launch.context_id)
    placed = list(session.execute(query))
    here = {row.module_id for row in placed if row.resource_link_id == launch.resource_link_id}
    named = {row.module_id for row in placed}
    found = [module for module in catalogue().modules if module.id in named and module.kind == "module"]
    return sorted(found, key=lambda module: module.id not in here)


def require_placed(session: Session, launch: Launch, module_id: str) -> None:
    """Raise NoModuleForIt unless the module is one of this course."""
    if module_id not in {module.id for module in placed_modules(session, launch)}:
        raise NoModuleForIt


def surroundings(session: Session, launch: Launch, module_id: str) -> Surroundings:
    """What a text for this module is checked against; raises NoModuleForIt."""
    module = catalogue().module(module_id)
    if module is None or module.kind != "module":
        raise NoModuleForIt
    items = read_published(session, launch.context_id, module_id).items
    return Surroundings(catalogue(), module, items, tuple(list_images(session, launch.context_id)))


def write(draft: Draft, own: OwnContent, number: int) -> str:
    """The draft in the authors' format."""
    return write_draft(draft, own.key, number)


def kind_of(own: OwnContent, version: OwnVersion) -> str:
    """A lesson, a family, or which type of item."""
    return kind_of_draft(read(own, version))


def kind_of_draft(draft: Draft) -> str:
    """The same of a draft."""
    return LESSON if isinstance(draft, LessonDraft) else draft.type


def read(own: OwnContent, version: OwnVersion) -> Draft:
    """The draft that a version was written from."""
    return read_draft(own.kind, version.source)


def check(own: OwnContent, version: OwnVersion, around: Surroundings) -> Checked:
    """What the check says about a version."""
    return check_text(own.kind, version.source, own.key, around)


def skills(module: Module) -> list[Competency]:
    """The competencies to choose from: those that the module's bank asks for, then the module's other ones."""
    asked = [item.competency for item in (module.quiz.items if module.quiz else ())]
    codes = dict.fromkeys([*asked, *module.competencies])
    return [found for code in codes if (found := catalogue().competency(code))]


def version_rows(session: Session, own: OwnContent) -> list[VersionRow]:
    """Every saved state, the newest first, with the names of those who saved them."""
    people = {version.written_by_id for version in own.versions if version.written_by_id is not None}
    names = dict(session.execute(select(User.id, User.name).where(User.id.in_(people))).all()) if people else {}
    return [
        VersionRow(
            version.number,
            version.written_at,
            names.get(version.written_by_id, "") if version.written_by_id else "",
            version.number == own.published_version,
        )
        for version in reversed(own.versions)
    ]


def links_graded_by_lessons(session: Session, own: OwnContent) -> int:
    """How many of the course's links have grades that this lesson is part of; none for an item."""
    if own.kind != LESSON:
        return 0
    query = select(Placement).where(Placement.context_id == own.context_id, Placement.module_id == own.module_id)
    return sum(placement.settings.graded_by != GradedBy.SCORE for placement in session.scalars(query))


def title_of(own: OwnContent) -> str:
    """What a list calls it: its title, or its question."""
    return _row(own).title


def _row(own: OwnContent) -> OwnRow:
    newest = own.versions[-1] if own.versions else None
    draft = read(own, newest) if newest else LessonDraft()
    return OwnRow(
        id=own.id,
        kind=LESSON if isinstance(draft, LessonDraft) else draft.type,
        title=draft.stem if isinstance(draft, ItemDraft) else draft.title,
        newest=newest.number if newest else 0,
        shown=own.published_version,
    )
