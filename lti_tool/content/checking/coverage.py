"""Where each behavior of the frameworks is taught, practiced and tested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lti_tool.content.model.framework import BEHAVIOUR, Competency, Framework
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.problem import Problem


@dataclass
class Coverage:
    """One behaviour: the ids of the lessons, activities and items that are tagged with it."""

    behaviour: Competency
    lessons: list[str] = field(default_factory=list)
    activities: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)


def cover(frameworks: Sequence[Framework], modules: Sequence[ModuleInFolder]) -> list[Coverage]:
    """Return what covers each behaviour, in the frameworks' order."""
    found = {
        entry.code: Coverage(entry)
        for framework in frameworks
        for entry in framework.competencies
        if entry.kind == BEHAVIOUR
    }
    for code, kind, part_id in (tag for module in modules for tag in _tags(module)):
        if code in found:
            getattr(found[code], kind).append(part_id)
    return list(found.values())


def _tags(module: ModuleInFolder) -> Iterator[tuple[str | None, str, str]]:
    """A code, the kind of part, and the part's id, for whatever in the module is tagged."""
    for lesson in [entry.lesson for entry in module.lessons if entry.lesson]:
        yield from ((code, "lessons", lesson.id) for code in lesson.behaviours)
        for activity in lesson.activities:
            yield from ((code, "activities", activity.id) for code in activity.behaviours)
    yield from ((item.behaviour, "items", item.id) for item in module.bank)


def coverage_problems(frameworks: Sequence[Framework], modules: Sequence[ModuleInFolder]) -> Iterator[Problem]:
    """Warn of each behaviour that a module's competencies promise and that no lesson teaches or no item tests.

    Where no module with the competency has a quiz, an activity that practices the behavior is its test.
    """
    for entry in cover(frameworks, modules):
        promised = [module for module in modules if _promises(module, entry.behaviour.parent)]
        gaps = [word for word, there in (("taught", entry.lessons), ("tested", _tested(entry, promised))) if not there]
        if promised and gaps:
            yield _gap(promised[0], entry.behaviour, " nor ".join(gaps))


def _tested(entry: Coverage, promised: Sequence[ModuleInFolder]) -> list[str]:
    has_quiz = any(module.plan.quiz for module in promised if module.plan)
    return entry.items if has_quiz else entry.items + entry.activities


def _promises(module: ModuleInFolder, code: str | None) -> bool:
    return module.plan is not None and module.plan.kind == "module" and code in module.plan.competencies


def _gap(module: ModuleInFolder, behaviour: Competency, gap: str) -> Problem:
    message = f"{behaviour.code} ({behaviour.statement}) is {'neither ' if ' nor ' in gap else 'not '}{gap}"
    remedy = "add it to the behaviours of a lesson and the behaviour of an item, or write what is missing"
    line = module.source.line(("competencies",)) if module.source else 1
    file = module.source.file if module.source else module.folder
    return Problem("warning", file, line, "", message, remedy)
