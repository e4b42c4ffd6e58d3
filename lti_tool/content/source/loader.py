"""From a content folder to a catalogue, or to everything that is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.fields import Id
from lti_tool.content.model.framework import Framework, codes_below
from lti_tool.content.model.module import Module
from lti_tool.content.model.record import Record
from lti_tool.content.model.wording.translation import Translation
from lti_tool.content.source.framework import read_framework
from lti_tool.content.source.lessons.cast import NAMES as CAST_NAMES
from lti_tool.content.source.lessons.cast import CastInFiles, read_cast
from lti_tool.content.source.lessons.cast_references import cast_references
from lti_tool.content.source.module import ModuleInFolder, read_module
from lti_tool.content.source.problem import ContentError, Problem, in_file_order, stops_among
from lti_tool.content.source.references import check_references
from lti_tool.content.source.resource import NAME as RESOURCES
from lti_tool.content.source.resource import ResourceInFile, read_resources, resource_references
from lti_tool.content.source.retired import NAME as RETIRED
from lti_tool.content.source.retired import retired_problems
from lti_tool.content.source.synonyms import NAME as SYNONYMS
from lti_tool.content.source.synonyms import SynonymInFile, read_synonyms
from lti_tool.content.source.text.file import list_folder, name_in
from lti_tool.content.source.text.yaml import read_yaml
from lti_tool.content.source.validation import validate

CATALOGUE = "catalogue.yaml"
LICENSE = "LICENSE"


class CatalogueFile(Record):
    """catalogue.yaml: the order in which modules are shown; those not named follow by folder name."""

    modules: Annotated[tuple[Id, ...], Field(min_length=1)]


_CATALOGUE_FILE = TypeAdapter(CatalogueFile)


@dataclass(frozen=True)
class Reading:
    """All that was read from a content folder, sound or not."""

    modules: tuple[ModuleInFolder, ...]
    frameworks: tuple[Framework, ...]
    resources: tuple[ResourceInFile, ...]
    cast: CastInFiles
    synonyms: tuple[SynonymInFile, ...]
    order: tuple[str, ...]
    problems: tuple[Problem, ...]


def load_catalogue(content_dir: Path) -> Catalogue:
    """Return the catalogue of a content folder; ContentError, with all problems, when it cannot be served."""
    reading = read_content(content_dir)
    errors = stops_among(reading.problems)
    if errors:
        raise ContentError(in_file_order(errors))
    resources = [entry.resource for entry in reading.resources]
    translations = _translations(reading.modules)
    synonyms = [entry.synonym for entry in reading.synonyms]
    built, cast = build_modules(reading), reading.cast.cast
    return Catalogue(built, reading.frameworks, translations, resources, cast, synonyms)


def build_modules(reading: Reading) -> list[Module]:
    """Return the modules that are whole, in the catalogue's order."""
    covers = codes_below(reading.frameworks)
    banks = {found.plan.id: found.bank for found in reading.modules if found.plan is not None}
    built = [found.build(covers, banks) for found in reading.modules]
    place = {module_id: index for index, module_id in enumerate(reading.order)}
    return sorted(filter(None, built), key=lambda module: place.get(module.id, len(place)))


def _translations(modules: Sequence[ModuleInFolder]) -> dict[tuple[str, str], Translation]:
    return {
        (module.plan.id, translation.language): translation.build()
        for module in modules
        if module.plan is not None
        for translation in module.translations
    }


def read_content(content_dir: Path) -> Reading:
    """Read every file of the folder and collect the problems of all of them."""
    problems: list[Problem] = []
    modules = _read_modules(content_dir, problems)
    frameworks = _read_frameworks(content_dir, problems)
    problems += _codes_in_two(frameworks)
    problems += check_references(modules, codes_below(frameworks))
    problems += list(retired_problems(content_dir, modules, problems))
    problems += _stray_files(content_dir, problems)
    resources = read_resources(content_dir, problems)
    problems += resource_references(resources, modules)
    cast = read_cast(content_dir, problems)
    problems += cast_references(cast, modules)
    synonyms = read_synonyms(content_dir, problems)
    order = _read_order(content_dir, modules, problems)
    return Reading(modules, frameworks, resources, cast, synonyms, order, tuple(problems))


def _read_modules(content_dir: Path, problems: list[Problem]) -> tuple[ModuleInFolder, ...]:
    entries = list_folder(content_dir, content_dir / "modules", problems)
    folders = [path for path in entries if os.path.isdir(path)]
    if not folders:
        problems.append(_absent("modules", "there is no module", "add a folder with a module.yaml"))
    return tuple(read_module(content_dir, folder, problems) for folder in folders)


def _read_frameworks(content_dir: Path, problems: list[Problem]) -> tuple[Framework, ...]:
    entries = list_folder(content_dir, content_dir / "frameworks", problems)
    files = [path for path in entries if path.suffix == ".yaml"]
    if not files:
        remedy = "add a file such as lcs.yaml"
        problems.append(_absent("frameworks", "there is no competency framework", remedy))
    found = [read_framework(content_dir, path, problems) for path in files]
    return tuple(framework for framework in found if framework is not None)


def _stray_files(content_dir: Path, problems: list[Problem]) -> Iterator[Problem]:
    """Warn of what lies beside the files that are read; what lies inside a module is told with the module."""
    known = {
        content_dir / name
        for name in (CATALOGUE, RESOURCES, RETIRED, SYNONYMS, LICENSE, "modules", "frameworks", *CAST_NAMES)
    }
    stray = [path for path in list_folder(content_dir, content_dir, problems) if path not in known]
    for path in list_folder(content_dir, content_dir / "modules", problems):
        stray += [] if os.path.isdir(path) else [path]
    for path in list_folder(content_dir, content_dir / "frameworks", problems):
        stray += [] if path.suffix == ".yaml" else [path]
    for path in stray:
        yield Problem("warning", name_in(content_dir, path), 1, "", "nothing reads this", "move it out of the content")


def _absent(folder: str, message: str, remedy: str) -> Problem:
    return Problem("error", folder, 1, "", message, remedy)


def _codes_in_two(frameworks: Sequence[Framework]) -> Iterator[Problem]:
    owners: dict[str, Framework] = {}
    for framework in frameworks:
        for entry in framework.competencies:
            if owners.setdefault(entry.code, framework) is not framework:
                message = f"{entry.code} is in two frameworks ({owners[entry.code].title}; {framework.title})"
                yield _absent("frameworks", message, "give it another code in one of them")


def _read_order(content_dir: Path, modules: Sequence[ModuleInFolder], problems: list[Problem]) -> tuple[str, ...]:
    path = content_dir / CATALOGUE
    if not os.path.lexists(path):
        return ()
    source = read_yaml(path, path.name, problems)
    listed = None if source is None else validate(_CATALOGUE_FILE, source.data, source, (), "", problems)
    if source is None or listed is None:
        return ()
    folders = {module.folder.rpartition("/")[2] for module in modules}
    for index, module_id in enumerate(listed.modules):
        if module_id not in folders:
            line, message = source.line(("modules", index)), f"there is no module {module_id}"
            problems.append(Problem("error", path.name, line, "", message, "add the module, or mend the id"))
    return listed.modules
