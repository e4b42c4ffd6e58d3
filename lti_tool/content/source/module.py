"""Reading one module's folder: module.yaml, families.yaml, items.yaml, lessons/ and so on, and their translations."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from lti_tool.content.model.activities.scenario import ScenarioFile
from lti_tool.content.model.activities.survey import SurveyFile
from lti_tool.content.model.items.item import Item
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.module import Module, ModuleFile
from lti_tool.content.model.quiz import Quiz, QuizPlan, QuizSection
from lti_tool.content.source.bank.attachment import AttachmentInFile, read_scenarios, read_surveys
from lti_tool.content.source.bank.family import FamilyInFile, read_families
from lti_tool.content.source.bank.item import ItemInFile, read_items
from lti_tool.content.source.lessons.activity import Attachments
from lti_tool.content.source.lessons.lesson import LessonInFile, read_lesson
from lti_tool.content.source.module_folder import ModuleFolder, list_module
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.file import name_in
from lti_tool.content.source.text.yaml import YamlPath, YamlSource, read_yaml
from lti_tool.content.source.translation import TranslationInFiles, read_translation
from lti_tool.content.source.validation import validate

_FILE = TypeAdapter(ModuleFile)


@dataclass(frozen=True)
class ModuleInFolder:
    """What could be read of a module; `plan` and `items` are None when their files have none to give.

    `items` has the knowledge items, then the items that the stems of its families became.
    """

    folder: str
    plan: ModuleFile | None
    source: YamlSource | None
    items: tuple[ItemInFile, ...] | None
    lessons: tuple[LessonInFile, ...]
    scenarios: Mapping[str, AttachmentInFile[ScenarioFile]]
    surveys: Mapping[str, AttachmentInFile[SurveyFile]]
    translations: tuple[TranslationInFiles, ...] = ()
    families: tuple[FamilyInFile, ...] = ()

    def error(self, path: YamlPath, where: str, message: str, remedy: str) -> Problem:
        """Return an error at a path of module.yaml."""
        file, line = (self.source.file, self.source.line(path)) if self.source else (self.folder, 1)
        return Problem("error", file, line, where, message, remedy)

    @property
    def bank(self) -> tuple[Item, ...]:
        """The items of the module's own files."""
        return tuple(entry.item for entry in self.items or ())

    def build(self, covers: Mapping[str, tuple[str, ...]], banks: Mapping[str, tuple[Item, ...]]) -> Module | None:
        """Return the module made of its parts; None when a part is missing.

        `covers` has the codes at and below each code of the framework, `banks` the items of every module by its id.
        """
        if self.plan is None:
            return None
        by_id = {entry.id: entry.lesson for entry in self.lessons if entry.lesson is not None}
        lessons = [by_id[lesson_id] for lesson_id in self.plan.lessons if lesson_id in by_id]
        quiz = self._quiz(self.plan, covers, banks)
        if len(lessons) < len(self.plan.lessons) or (quiz is None and self.plan.quiz is not None):
            return None
        return _module(self.plan, lessons, quiz)

    def _quiz(
        self, plan: ModuleFile, covers: Mapping[str, tuple[str, ...]], banks: Mapping[str, tuple[Item, ...]]
    ) -> Quiz | None:
        quiz = plan.quiz
        if quiz is None or (self.items is None and not quiz.bank_names):
            return None
        drawn = [(item, name) for name in quiz.bank_names or (plan.id,) for item in banks.get(name, ())]
        homes = {item.id: name for item, name in drawn} if quiz.draws_by_bank else {}
        facts = _fields(quiz, without=("sections",))
        return Quiz(**facts, sections=_sections(quiz, covers), items=tuple(item for item, _ in drawn), homes=homes)


def _sections(quiz: QuizPlan, covers: Mapping[str, tuple[str, ...]]) -> tuple[QuizSection, ...]:
    return tuple(
        QuizSection(**section.model_dump(), covers=covers.get(section.competency, ())) for section in quiz.sections
    )


def _module(plan: ModuleFile, lessons: list[Lesson], quiz: Quiz | None) -> Module:
    return Module(**_fields(plan, without=("lessons", "quiz")), lessons=tuple(lessons), quiz=quiz)


def _fields(plan: BaseModel, without: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in type(plan).model_fields if name not in without}


def read_module(root: Path, path: Path, problems: list[Problem]) -> ModuleInFolder:
    """Return what the folder holds, adding a problem for every fault in its files."""
    folder = list_module(root, path, problems)
    source = _read_module_yaml(root, path, problems)
    plan = None if source is None else validate(_FILE, source.data, source, (), "", problems)
    scenarios = read_scenarios(root, folder.scenarios, problems)
    surveys = read_surveys(root, folder.surveys, problems)
    attachments = Attachments(_contents(scenarios), _contents(surveys))
    lessons = tuple(read_lesson(root, file, attachments, problems) for file in folder.lessons)
    families = _read_families(root, folder, problems)
    items = _read_items(root, folder, plan, families, problems)
    translations = tuple(
        read_translation(root, language, files, scenarios, surveys, problems)
        for language, files in sorted(folder.translations.items())
    )
    name = name_in(root, path)
    found = families or ()
    return ModuleInFolder(name, plan, source, items, lessons, scenarios, surveys, translations, found)


def _read_items(
    root: Path,
    folder: ModuleFolder,
    plan: ModuleFile | None,
    families: tuple[FamilyInFile, ...] | None,
    problems: list[Problem],
) -> tuple[ItemInFile, ...] | None:
    path = folder.path / "items.yaml"
    stems = tuple(entry for found in families or () for entry in found.entries)
    if not os.path.lexists(path) and (stems or not _draws_from_its_own(plan)):
        return stems or None
    items = read_items(root, path, problems)
    return None if items is None else (*items, *stems)


def _draws_from_its_own(plan: ModuleFile | None) -> bool:
    return plan is not None and plan.quiz is not None and not plan.quiz.bank_names


def _read_families(root: Path, folder: ModuleFolder, problems: list[Problem]) -> tuple[FamilyInFile, ...] | None:
    path = folder.path / "families.yaml"
    return read_families(root, path, problems) if os.path.lexists(path) else None


def _contents(
    found: Mapping[str, AttachmentInFile[ScenarioFile]] | Mapping[str, AttachmentInFile[SurveyFile]],
) -> dict[str, Any]:
    return {name: entry.content for name, entry in found.items()}


def _read_module_yaml(root: Path, folder: Path, problems: list[Problem]) -> YamlSource | None:
    path = folder / "module.yaml"
    return read_yaml(path, name_in(root, path), problems)
