"""What is wrong with a translation without being broken: parts that are stale, absent, foreign or of another shape.

Each is a warning: learners see the English part, with a notice, until the translation is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from lti_tool.content.model.items.item import Item
from lti_tool.content.model.wording.translating import (
    Misfit,
    translate_item,
    translate_lesson,
    translate_scenario,
    translate_survey,
)
from lti_tool.content.model.wording.translation import Wording
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.yaml import YamlPath, YamlSource
from lti_tool.content.source.translation import TranslationInFiles

_TELL = "learners see the English; "


def translation_problems(module: ModuleInFolder) -> Iterator[Problem]:
    """Yield the warnings of all translations of a module."""
    for translation in module.translations:
        yield from _module(module, translation)
        yield from _items(module, translation)
        english = {
            entry.id: (entry.lesson, entry.lesson.version) for entry in module.lessons if entry.lesson and entry.id
        }
        yield from _files("lesson", english, translation.lessons, translate_lesson)
        yield from _absent_files(module, translation, "lesson", english, translation.lessons)
        for kind, attached, translated, translate in (
            ("scenario", module.scenarios, translation.scenarios, translate_scenario),
            ("survey", module.surveys, translation.surveys, translate_survey),
        ):
            contents = {
                name: (entry.content, entry.content.version) for name, entry in attached.items() if entry.content
            }
            yield from _files(kind, contents, translated, translate)
            yield from _absent_files(module, translation, kind, contents, translated)


def _module(module: ModuleInFolder, translation: TranslationInFiles) -> Iterator[Problem]:
    if module.plan is None:
        return
    if translation.module is None:
        file = f"{module.folder}/module.{translation.language}.yaml"
        yield _warning(file, 1, "", "the title and summary are not translated", "add the file")
        return
    wording, source = translation.module
    yield from _stale(source, (), "", wording, module.plan.version)
    if module.plan.desk is not None and wording.desk is None:
        message = "what the module asks at the desk is not translated"
        yield _warning(source.file, 1, "", message, _TELL + 'add "desk"')
    elif module.plan.desk is None and wording.desk is not None:
        yield _foreign(source, ("desk",), 'there is no "desk" in English')


def _items(module: ModuleInFolder, translation: TranslationInFiles) -> Iterator[Problem]:
    items = {entry.item.id: entry.item for entry in module.items or ()}
    yield from _untranslated("items", [key for key, item in items.items() if item.family is None], module, translation)
    yield from _untranslated("families", [key for key, item in items.items() if item.family], module, translation)
    for item_id, wording in translation.items.items():
        source, path = translation.places[item_id]
        yield from _item(source, path, item_id, items.get(item_id), wording)


def _untranslated(
    kind: str, english: list[str], module: ModuleInFolder, translation: TranslationInFiles
) -> Iterator[Problem]:
    file = f"{module.folder}/{kind}.{translation.language}.yaml"
    absent = [item_id for item_id in english if item_id not in translation.places]
    if english and kind not in translation.files:
        yield _warning(file, 1, "", f"the {kind} are not translated", "add the file")
    elif absent:
        yield _warning(file, 1, "", f"not translated: {', '.join(absent)}", "translate them")


def _item(source: YamlSource, path: YamlPath, item_id: str, item: Item | None, wording: Any) -> Iterator[Problem]:
    if item is None:
        yield _foreign(source, path, f"there is no item {item_id} in English")
    elif wording.source_version != item.version:
        yield from _stale(source, path, item_id, wording, item.version)
    else:
        yield from _misfit(source, path, item_id, translate_item, item, wording)


def _files(
    kind: str,
    english: Mapping[str, tuple[Any, int]],
    translated: Mapping[str, tuple[Any, YamlSource]],
    translate: Callable[[Any, Any], Any],
) -> Iterator[Problem]:
    for name, (wording, source) in translated.items():
        if name not in english:
            yield _foreign(source, ("id",), f"there is no {kind} {name} in English")
        elif wording.source_version != english[name][1]:
            yield from _stale(source, (), "", wording, english[name][1])
        else:
            yield from _misfit(source, (), "", translate, english[name][0], wording)


def _absent_files(
    module: ModuleInFolder,
    translation: TranslationInFiles,
    kind: str,
    english: Iterable[str],
    translated: Iterable[str],
) -> Iterator[Problem]:
    have = set(translated)
    if absent := [name for name in english if name not in have]:
        message = f"not translated ({translation.language}): {', '.join(absent)}"
        yield _warning(f"{module.folder}/{kind}s", 1, "", message, f"add a file for each {kind}")


def _stale(source: YamlSource, path: YamlPath, where: str, wording: Wording, version: int) -> Iterator[Problem]:
    if wording.source_version != version:
        message = f"translated from version {wording.source_version}, but the English is version {version}"
        remedy = _TELL + f"bring the words up to date and write source_version: {version}"
        yield _warning(source.file, source.line((*path, "source_version")), where, message, remedy)


def _misfit(
    source: YamlSource, path: YamlPath, where: str, translate: Callable[[Any, Any], Any], english: Any, wording: Any
) -> Iterator[Problem]:
    try:
        translate(english, wording)
    except Misfit as failure:
        remedy = _TELL + "give the translation the same parts"
        yield _warning(source.file, source.line(path), where, str(failure), remedy)


def _foreign(source: YamlSource, path: YamlPath, message: str) -> Problem:
    return _warning(source.file, source.line(path), "", message, "mend the id, or remove the translation")


def _warning(file: str, line: int, where: str, message: str, remedy: str) -> Problem:
    return Problem("warning", file, line, where, message, remedy)
