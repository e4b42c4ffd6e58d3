"""The check that authors run: everything that stops content from loading, and the lint of what is sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from lti_tool.content.checking.coverage import coverage_problems
from lti_tool.content.checking.families import family_problems
from lti_tool.content.checking.lessons import lesson_problems, prose_problems
from lti_tool.content.checking.lint import ACTIVITY_RULES, BANK_RULES, CHOICE_RULES, FAMILY_CHOICE_RULES, ITEM_RULES
from lti_tool.content.checking.lint.blueprint import bank_is_three_times_the_draw, levels_of_bank_are_those_drawn
from lti_tool.content.checking.lint.duplicates import like_stems
from lti_tool.content.checking.lint.finding import Finding
from lti_tool.content.checking.lint.resources import lint_resources
from lti_tool.content.checking.lint.review_dates import review_is_due
from lti_tool.content.checking.lint.spanish import item_is_readable_in_spanish
from lti_tool.content.checking.synonyms import synonym_problems
from lti_tool.content.checking.translation_check import translation_problems
from lti_tool.content.model.activities.scenario import ScenarioFile
from lti_tool.content.model.activities.survey import SurveyFile
from lti_tool.content.model.framework import codes_below
from lti_tool.content.model.items.choice import ChoiceItem
from lti_tool.content.model.items.item import Item
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.quiz import QuizPlan
from lti_tool.content.model.wording.translation import ItemWording
from lti_tool.content.source.bank.attachment import AttachmentInFile
from lti_tool.content.source.bank.blueprint import Covers, bank_of, codes_of
from lti_tool.content.source.bank.item import ItemInFile
from lti_tool.content.source.lessons.lesson import LessonInFile
from lti_tool.content.source.loader import Reading
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.yaml import YamlPath, YamlSource
from lti_tool.content.source.validation import place


def check_reading(reading: Reading, today: date) -> list[Problem]:
    """Return all problems of what was read; what is sound is linted in any case."""
    covers = codes_below(reading.frameworks)
    problems = list(reading.problems)
    for module in reading.modules:
        problems += _lint_items(module, today)
        problems += lesson_problems(module, today)
        problems += _lint_activities(module)
        problems += _lint_quiz(module, reading, covers)
        problems += _lint_desk(module)
        problems += _lint_translations(module)
        problems += translation_problems(module)
    problems += lint_resources(reading.resources, today)
    problems += synonym_problems(reading.synonyms, _lessons(reading.modules))
    problems += _lint_stems(reading.modules)
    problems += coverage_problems(reading.frameworks, reading.modules)
    return problems


def _lessons(modules: Sequence[ModuleInFolder]) -> list[Lesson]:
    return [found.lesson for module in modules for found in module.lessons if found.lesson is not None]


def _lint_items(module: ModuleInFolder, today: date) -> Iterator[Problem]:
    entries = module.items or ()
    yield from dict.fromkeys(problem for entry in entries for problem in lint_item(entry))  # stems share options
    yield from family_problems(module.families)
    for entry in entries:
        yield from _names_evidence(entry, module)
        for finding in review_is_due(entry.item.review_by, today):
            yield entry.problem(finding.severity, finding.path, finding.message, finding.remedy)
    for rule in BANK_RULES:
        for finding in rule(module.bank):
            file = entries[0].source.file
            yield Problem(finding.severity, file, 1, "whole bank", finding.message, finding.remedy)


def _names_evidence(entry: ItemInFile, module: ModuleInFolder) -> Iterator[Problem]:
    """A list of competencies is a topic: it holds nothing that could be looked up."""
    for source in module.plan.sources if module.plan else ():
        if source.id == entry.item.source and "competency" in source.kind:
            message = f"{source.id} is a {source.kind}: a topic, not evidence"
            yield entry.problem("error", ("source",), message, "name a source that holds what is said, or none")


def _lint_stems(modules: Sequence[ModuleInFolder]) -> Iterator[Problem]:
    entries = {entry.item.id: entry for module in modules for entry in module.items or ()}
    homes = {entry.item.id: entry.source.file for entry in entries.values()}
    for found in like_stems([entry.item for entry in entries.values()]):
        if found.severity == "warning" or homes[found.item_id] != homes[found.other_id]:
            remedy = f"rewrite or remove one of them (the other is in {homes[found.other_id]})"
            yield entries[found.item_id].problem(found.severity, ("stem",), found.message, remedy)


def lint_item(entry: ItemInFile) -> Iterator[Problem]:
    """Yield what the craft of item writing says about one item."""
    for rule in ITEM_RULES:
        for finding in rule(entry.item):
            yield entry.problem(finding.severity, finding.path, finding.message, finding.remedy)
    if isinstance(entry.item, ChoiceItem):
        for choice_rule in FAMILY_CHOICE_RULES if entry.item.family else CHOICE_RULES:
            for finding in choice_rule(entry.item):
                yield entry.problem(finding.severity, finding.path, finding.message, finding.remedy)


def _lint_activities(module: ModuleInFolder) -> Iterator[Problem]:
    for lesson in module.lessons:
        yield from lint_lesson(lesson)
    attached: Sequence[AttachmentInFile[ScenarioFile] | AttachmentInFile[SurveyFile]] = [
        *module.scenarios.values(),
        *module.surveys.values(),
    ]
    for attachment in attached:
        if attachment.content is not None:
            yield from _lint_data(attachment.source, "")


def lint_lesson(lesson: LessonInFile) -> Iterator[Problem]:
    """Yield what the craft says about the activities written inside one lesson, and about its prose."""
    yield from prose_problems(lesson.file, lesson.prose)
    for entry in lesson.activities:
        yield from _lint_data(entry.source, f"{entry.activity.kind} {entry.activity.local_id}")


def _lint_translations(module: ModuleInFolder) -> Iterator[Problem]:
    for translation in module.translations:
        for head, source in translation.texts:
            yield from _lint_data(source, head)
        for item_id in translation.items:
            source, path = translation.places[item_id]
            yield from _lint_data(source, item_id, path)
            if translation.language == "es":
                yield from _lint_spanish(source, path, item_id, translation.items[item_id])


def _lint_spanish(source: YamlSource, path: YamlPath, item_id: str, wording: ItemWording) -> Iterator[Problem]:
    for finding in item_is_readable_in_spanish(wording):
        line = source.line((*path, *finding.path))
        yield Problem(finding.severity, source.file, line, item_id, finding.message, finding.remedy)


def _lint_data(source: YamlSource, head: str, before: YamlPath = ()) -> Iterator[Problem]:
    data = source.data
    for step in before:
        data = data[step] if isinstance(data, dict) else None
    for rule in ACTIVITY_RULES:
        for finding in rule(data):
            where = place(data, finding.path, head)
            line = source.line(before + finding.path)
            yield Problem(finding.severity, source.file, line, where, finding.message, finding.remedy)


def _lint_desk(module: ModuleInFolder) -> Iterator[Problem]:
    if module.plan is not None and module.plan.desk is not None and module.source is not None:
        yield from _lint_data(module.source, "desk", ("desk",))


def _lint_quiz(module: ModuleInFolder, reading: Reading, covers: Covers) -> Iterator[Problem]:
    items = bank_of(module, reading.modules)
    if module.plan is None or module.plan.quiz is None or items is None:
        return
    if any(item.family for item in items):  # what it can draw is counted exactly, elsewhere
        return
    if module.plan.kind != "certificate":
        yield from _undrawn_items(module, covers)
    for finding in _bank_findings(module.plan.kind, module.plan.quiz, items, covers):
        yield _quiz_problem(module, module.plan.quiz, finding)


def _bank_findings(kind: str, quiz: QuizPlan, items: Sequence[Item], covers: Covers) -> Iterator[Finding]:
    match kind:
        case "preassessment":  # taken once, it may ask the same of everybody
            yield from levels_of_bank_are_those_drawn(quiz, items)
        case "certificate":  # its bank grows with each module, so it may start small
            small = bank_is_three_times_the_draw(quiz, items, covers)
            yield from (replace(finding, severity="warning") for finding in small)
        case _:
            yield from bank_is_three_times_the_draw(quiz, items, covers)
            yield from levels_of_bank_are_those_drawn(quiz, items)


def _quiz_problem(module: ModuleInFolder, quiz: QuizPlan, finding: Finding) -> Problem:
    index = finding.path[2] if len(finding.path) > 2 else None
    where = f"section {quiz.sections[index].competency}" if isinstance(index, int) else "quiz"
    file, line = (module.source.file, module.source.line(finding.path)) if module.source else (module.folder, 1)
    return Problem(finding.severity, file, line, where, finding.message, finding.remedy)


def _undrawn_items(module: ModuleInFolder, covers: Covers) -> Iterator[Problem]:
    if module.plan is None or module.plan.quiz is None:
        return
    strata = [
        (codes_of(section, covers), stratum.levels)
        for section in module.plan.quiz.sections
        for stratum in section.strata
    ]
    for entry in module.items or ():
        item = entry.item
        if not any(item.competency in codes and item.bloom in levels for codes, levels in strata):
            message = f"no quiz section draws items of {item.competency} at the level {item.bloom}"
            yield entry.problem("warning", ("competency",), message, "add it to the quiz, or retag the item")
