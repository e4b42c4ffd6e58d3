"""Reading one module's folder: module.yaml, items.yaml and lessons/."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from lti_tool.content.item_source import ItemInFile, read_items
from lti_tool.content.lesson_source import LessonInFile, read_lesson
from lti_tool.content.problem import Problem
from lti_tool.content.schema.lesson import Lesson
from lti_tool.content.schema.module import Module, ModuleFile
from lti_tool.content.schema.quiz import Quiz, QuizPlan
from lti_tool.content.source_file import list_folder, name_in, read_text
from lti_tool.content.validation import validate
from lti_tool.content.yaml_source import YamlPath, YamlSource, parse_yaml

_FILE = TypeAdapter(ModuleFile)
_KNOWN = ("module.yaml", "items.yaml", "lessons")


@dataclass(frozen=True)
class ModuleInFolder:
    """What could be read of a module; `plan` and `items` are None when their files have none to give."""

    folder: str
    plan: ModuleFile | None
    source: YamlSource | None
    items: tuple[ItemInFile, ...] | None
    lessons: tuple[LessonInFile, ...]

    def error(self, path: YamlPath, where: str, message: str, remedy: str) -> Problem:
        """Return an error at a path of module.yaml."""
        file, line = (self.source.file, self.source.line(path)) if self.source else (self.folder, 1)
        return Problem("error", file, line, where, message, remedy)

    def build(self) -> Module | None:
        """Return the module made of its parts; None when a part is missing."""
        if self.plan is None:
            return None
        by_id = {entry.id: entry.lesson for entry in self.lessons if entry.lesson is not None}
        lessons = [by_id.get(lesson_id) for lesson_id in self.plan.lessons]
        quiz = self._quiz(self.plan.quiz)
        if None in lessons or (quiz is None and self.plan.quiz is not None):
            return None
        return _module(self.plan, [lesson for lesson in lessons if lesson is not None], quiz)

    def _quiz(self, plan: QuizPlan | None) -> Quiz | None:
        if plan is None or self.items is None:
            return None
        items = tuple(entry.item for entry in self.items)
        return Quiz(title=plan.title, pass_points=plan.pass_points, sections=plan.sections, items=items)


def _module(plan: ModuleFile, lessons: list[Lesson], quiz: Quiz | None) -> Module:
    return Module(
        id=plan.id,
        version=plan.version,
        title=plan.title,
        summary=plan.summary,
        minutes=plan.minutes,
        competencies=plan.competencies,
        sources=plan.sources,
        lessons=tuple(lessons),
        quiz=quiz,
    )


def read_module(root: Path, folder: Path, problems: list[Problem]) -> ModuleInFolder:
    """Return what the folder holds, adding a problem for every fault in its files."""
    source = _read_module_yaml(root, folder, problems)
    plan = None if source is None else validate(_FILE, source.data, source, (), "", problems)
    items_path = folder / "items.yaml"
    wants_items = plan is not None and plan.quiz is not None
    items = read_items(root, items_path, problems) if wants_items or os.path.lexists(items_path) else None
    files = list_folder(root, folder / "lessons", problems)
    lessons = tuple(read_lesson(root, path, problems) for path in files if path.suffix == ".md")
    unused = [path for path in files if path.suffix != ".md"]
    unused += [path for path in list_folder(root, folder, problems) if path.name not in _KNOWN]
    problems += [_unused(name_in(root, path)) for path in unused]
    return ModuleInFolder(name_in(root, folder), plan, source, items, lessons)


def _read_module_yaml(root: Path, folder: Path, problems: list[Problem]) -> YamlSource | None:
    path = folder / "module.yaml"
    file = name_in(root, path)
    text = read_text(path, file, problems)
    return None if text is None else parse_yaml(text, file, problems)


def _unused(file: str) -> Problem:
    return Problem("warning", file, 1, "", "nothing reads this file yet", "move it out of the module, or mend its name")
