"""Reading the files of one module in one language, once the English ones are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from lti_tool.content.model.activities.scenario import ScenarioFile
from lti_tool.content.model.activities.survey import SurveyFile
from lti_tool.content.model.fields import Id
from lti_tool.content.model.wording.translating import Misfit, translate_scenario, translate_survey
from lti_tool.content.model.wording.translation import (
    FamilyWording,
    ItemWording,
    ModuleWording,
    ScenarioWording,
    SurveyWording,
    TranslatedHead,
    TranslatedLesson,
    Translation,
)
from lti_tool.content.source.bank.attachment import AttachmentInFile
from lti_tool.content.source.lessons.activity import Attachments
from lti_tool.content.source.lessons.lesson import check_language, raw_id, read_lesson_text
from lti_tool.content.source.module_folder import TranslationFiles, translated_name
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.blocks import ProseText
from lti_tool.content.source.text.file import name_in, read_text
from lti_tool.content.source.text.front_matter import FrontMatter, split_front_matter
from lti_tool.content.source.text.prose import text_problems
from lti_tool.content.source.text.yaml import YamlPath, YamlSource, parse_yaml, read_yaml
from lti_tool.content.source.validation import validate

T = TypeVar("T")
W = TypeVar("W", ScenarioWording, SurveyWording)

_HEAD = TypeAdapter(TranslatedHead)
_ITEM = TypeAdapter(ItemWording)
_FAMILY: TypeAdapter[FamilyWording] = TypeAdapter(FamilyWording)
_ITEM_IDS = TypeAdapter(dict[Id, Any])
_MODULE = TypeAdapter(ModuleWording)
_SCENARIO = TypeAdapter(ScenarioWording)
_SURVEY = TypeAdapter(SurveyWording)


@dataclass
class TranslationInFiles:
    """What could be read of a translation, and where it stands; `texts` (activities) and `prose` are to be linted.

    `places` has where each item's words stand, read or not, and `files` the files of items that there are.
    """

    language: str
    module: tuple[ModuleWording, YamlSource] | None = None
    items: dict[str, ItemWording] = field(default_factory=dict)
    places: dict[str, tuple[YamlSource, YamlPath]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    lessons: dict[str, tuple[TranslatedLesson, YamlSource]] = field(default_factory=dict)
    scenarios: dict[str, tuple[ScenarioWording, YamlSource]] = field(default_factory=dict)
    surveys: dict[str, tuple[SurveyWording, YamlSource]] = field(default_factory=dict)
    texts: list[tuple[str, YamlSource]] = field(default_factory=list)
    prose: list[tuple[str, tuple[ProseText, ...]]] = field(default_factory=list)

    def build(self) -> Translation:
        """Return the translation without its files."""
        lessons = {lesson_id: lesson for lesson_id, (lesson, _) in self.lessons.items()}
        return Translation(module=self.module[0] if self.module else None, lessons=lessons, items=self.items)


def read_translation(
    root: Path,
    language: str,
    files: TranslationFiles,
    scenarios: Mapping[str, AttachmentInFile[ScenarioFile]],
    surveys: Mapping[str, AttachmentInFile[SurveyFile]],
    problems: list[Problem],
) -> TranslationInFiles:
    """Return what the files of a language hold, adding a problem for every fault in them.

    `scenarios` and `surveys` are the English ones, which lessons show where no translation of them fits.
    """
    found = TranslationInFiles(language)
    if files.module:
        found.module = _read(root, files.module, _MODULE, problems)
    if files.items:
        _read_items(root, files.items, found, problems)
    if files.families:
        _read_families(root, files.families, found, problems)
    found.scenarios = _read_wordings(root, files.scenarios, _SCENARIO, problems)
    found.surveys = _read_wordings(root, files.surveys, _SURVEY, problems)
    attached = [*found.scenarios.values(), *found.surveys.values()]
    found.texts += [("", source) for _, source in attached]
    told_scenarios, english = _translate(scenarios, found.scenarios, translate_scenario)
    told_surveys, english_surveys = _translate(surveys, found.surveys, translate_survey)
    attachments = Attachments(told_scenarios, told_surveys)
    untranslated = {("scenario", name) for name in english} | {("survey", name) for name in english_surveys}
    for path in files.lessons:
        _read_lesson(root, path, attachments, untranslated, found, problems)
    return found


def _read(root: Path, path: Path, adapter: TypeAdapter[T], problems: list[Problem]) -> tuple[T, YamlSource] | None:
    source = _parse(root, path, problems)
    if source is None:
        return None
    faults = list(text_problems(source, (), source.data, ""))
    problems += faults
    content = validate(adapter, source.data, source, (), "", problems)
    return None if content is None or faults else (content, source)


def _parse(root: Path, path: Path, problems: list[Problem]) -> YamlSource | None:
    return read_yaml(path, name_in(root, path), problems)


def _read_items(root: Path, path: Path, found: TranslationInFiles, problems: list[Problem]) -> None:
    source = _parse(root, path, problems)
    if source is None or validate(_ITEM_IDS, source.data, source, (), "", problems) is None:
        return
    assert isinstance(source.data, dict)  # noqa: S101  validated just above
    found.files.add("items")
    for item_id, data in source.data.items():
        found.places[item_id] = source, (item_id,)
        problems += text_problems(source, (item_id,), data, item_id)
        wording = validate(_ITEM, data, source, (item_id,), item_id, problems)
        if wording is not None:
            found.items[item_id] = wording


def _read_families(root: Path, path: Path, found: TranslationInFiles, problems: list[Problem]) -> None:
    source = _parse(root, path, problems)
    if source is None or validate(_ITEM_IDS, source.data, source, (), "", problems) is None:
        return
    assert isinstance(source.data, dict)  # noqa: S101  validated just above
    found.files.add("families")
    for name, data in source.data.items():
        problems += text_problems(source, (name,), data, name)
        stems = data.get("stems") if isinstance(data, dict) else None
        for stem_id in stems if isinstance(stems, dict) else ():
            found.places[stem_id] = source, (name, "stems", stem_id)
        family = validate(_FAMILY, data, source, (name,), name, problems)
        if family is not None:
            found.items |= {stem_id: family.wording(stem) for stem_id, stem in family.stems.items()}


def _read_wordings(
    root: Path, paths: list[Path], adapter: TypeAdapter[W], problems: list[Problem]
) -> dict[str, tuple[W, YamlSource]]:
    found: dict[str, tuple[W, YamlSource]] = {}
    for path in paths:
        name = translated_name(path)
        wording = _read(root, path, adapter, problems)
        if name is not None and wording is not None:
            found[name[0]] = wording
    return found


def _translate(
    english: Mapping[str, AttachmentInFile[Any]],
    wordings: Mapping[str, tuple[W, YamlSource]],
    translate: Callable[[Any, W], Any],
) -> tuple[dict[str, Any], set[str]]:
    """Return the contents by name, translated where that is possible, and the names where it was not."""
    told = {name: attachment.content for name, attachment in english.items()}
    left = set(told)
    for name, (wording, _) in wordings.items():
        content = told.get(name)
        if content is None or content.version != wording.source_version:
            continue
        try:
            told[name] = translate(content, wording)
        except Misfit:
            continue
        left.discard(name)
    return told, left


def _halves(path: Path, file: str, problems: list[Problem]) -> FrontMatter | None:
    text = read_text(path, file, problems)
    return None if text is None else split_front_matter(text, file, problems)


def _read_lesson(
    root: Path,
    path: Path,
    attachments: Attachments,
    untranslated: set[tuple[str, str]],
    found: TranslationInFiles,
    problems: list[Problem],
) -> None:
    file = name_in(root, path)
    parts = _halves(path, file, problems)
    source = None if parts is None else parse_yaml(parts.front, file, problems, first_line=2)
    if parts is None or source is None:
        return
    head = validate(_HEAD, source.data, source, (), "front matter", problems)
    body = read_lesson_text(parts, raw_id(source) or "lesson", attachments, file, problems)
    if head is None or body is None:
        return
    check_language(source, head.lang, found.language, problems)
    english = tuple(each.activity.id for each in body.activities if (each.activity.kind, each.src) in untranslated)
    found.texts += [(f"{entry.activity.kind} {entry.activity.local_id}", entry.source) for entry in body.activities]
    found.prose.append((file, body.prose))
    lesson = TranslatedLesson(**head.model_dump(), title=body.title, blocks=body.blocks, english=english)
    _add_lesson(found, lesson, source, problems)


def _add_lesson(
    found: TranslationInFiles, lesson: TranslatedLesson, source: YamlSource, problems: list[Problem]
) -> None:
    _, earlier = found.lessons.setdefault(lesson.id, (lesson, source))
    if earlier is not source:
        message = f"the lesson {lesson.id} is translated twice (also in {earlier.file})"
        problems.append(Problem("error", source.file, source.line(("id",)), "", message, "keep one of the files"))
