"""What lies in a module's folder: the files that are read, by language, and those that nothing reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.content.source.lessons.lesson import language_of
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.file import list_folder, name_in

_FOLDERS = ("lessons", "scenarios", "surveys")
_TRANSLATED = re.compile(r"(?P<stem>[^.]+)\.(?P<language>[a-z]{2,3})\.yaml")


@dataclass
class TranslationFiles:
    """The files of one language."""

    module: Path | None = None
    items: Path | None = None
    families: Path | None = None
    lessons: list[Path] = field(default_factory=list)
    scenarios: list[Path] = field(default_factory=list)
    surveys: list[Path] = field(default_factory=list)


@dataclass
class ModuleFolder:
    """The files of a module: those of the source language, and those of each translation."""

    path: Path
    lessons: list[Path] = field(default_factory=list)
    scenarios: list[Path] = field(default_factory=list)
    surveys: list[Path] = field(default_factory=list)
    translations: dict[str, TranslationFiles] = field(default_factory=dict)

    def language(self, name: str) -> TranslationFiles:
        """Return the files of a language, none at first."""
        return self.translations.setdefault(name, TranslationFiles())


def list_module(root: Path, path: Path, problems: list[Problem]) -> ModuleFolder:
    """Return the files of a module's folder, warning of those that nothing reads."""
    folder = ModuleFolder(path)
    unused = [entry for entry in list_folder(root, path, problems) if not _sort_file(folder, entry)]
    for file in list_folder(root, path / "lessons", problems):
        if file.suffix != ".md":
            unused.append(file)
        elif language_of(file) == SOURCE_LANGUAGE:
            folder.lessons.append(file)
        else:
            folder.language(language_of(file)).lessons.append(file)
    for kind in ("scenarios", "surveys"):
        unused += [file for file in list_folder(root, path / kind, problems) if not _sort_attached(folder, kind, file)]
    problems += [_unused(name_in(root, file)) for file in unused]
    return folder


def translated_name(path: Path) -> tuple[str, str] | None:
    """Return the stem and the language of a file such as items.es.yaml; None for any other name."""
    found = _TRANSLATED.fullmatch(path.name)
    return (found["stem"], found["language"]) if found and found["language"] != SOURCE_LANGUAGE else None


def _sort_file(folder: ModuleFolder, path: Path) -> bool:
    if path.name in ("module.yaml", "items.yaml", "families.yaml", *_FOLDERS):
        return True
    name = translated_name(path)
    if name is None or name[0] not in ("module", "items", "families"):
        return False
    setattr(folder.language(name[1]), name[0], path)
    return True


def _sort_attached(folder: ModuleFolder, kind: str, path: Path) -> bool:
    if path.suffix != ".yaml":
        return False
    name = translated_name(path)
    files: list[Path] = getattr(folder.language(name[1]) if name else folder, kind)
    files.append(path)
    return True


def _unused(file: str) -> Problem:
    return Problem("warning", file, 1, "", "nothing reads this file yet", "move it out of the module, or mend its name")
