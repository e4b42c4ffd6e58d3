"""Reading a module's families.yaml: each stem becomes an item that still knows where its parts stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from lti_tool.content.model.items.choice import ChoiceItem
from lti_tool.content.model.items.family import Family, Stem
from lti_tool.content.source.bank.item import ItemInFile
from lti_tool.content.source.problem import Problem, Severity
from lti_tool.content.source.text.file import name_in, read_text
from lti_tool.content.source.text.prose import text_problems
from lti_tool.content.source.text.yaml import YamlPath, YamlSource, parse_yaml
from lti_tool.content.source.validation import FEEDBACK_REMEDY, place, validate

_FAMILY: TypeAdapter[Family] = TypeAdapter(Family)
_SHARED = ("competency", "lesson", "card", "options", "family", "type")


@dataclass(frozen=True)
class StemInFile(ItemInFile):
    """The item that a stem became; what it shares with its sisters stands above the stems."""

    stem: int = 0

    def where(self, path: YamlPath) -> str:
        """Return the family's name for what is shared, else the stem's."""
        home = self.path_in_file(path)
        if len(home) < 2 or home[1] == "stems":
            option = f", option {self._option(path)}" if path[:1] == ("options",) and len(path) > 1 else ""
            return f"{self.item.id}{option}"
        return place(self.item.model_dump(), path, str(self.item.family))

    def path_in_file(self, path: YamlPath) -> YamlPath:
        """Return where a path inside the item stands: an option's text is shared, its feedback is the stem's."""
        if path[:1] == ("options",) and path[2:3] == ("feedback",):
            return (self.index, "stems", self.stem, "feedback", self._option(path))
        return (self.index, *path) if path and path[0] in _SHARED else (self.index, "stems", self.stem, *path)

    def _option(self, path: YamlPath) -> str:
        assert isinstance(self.item, ChoiceItem)  # noqa: S101  a stem has options
        return self.item.option_ids[int(path[1])]


@dataclass(frozen=True)
class FamilyInFile:
    """A family, where it stands, and the items that its stems became."""

    family: Family
    source: YamlSource
    index: int
    entries: tuple[StemInFile, ...] = field(default=())

    def problem(self, severity: Severity, path: YamlPath, message: str, remedy: str, *, stops: bool = True) -> Problem:
        """Return a problem at a path inside the family, such as ("stems", 1, "key")."""
        where = place(self.family.model_dump(), path, self.family.family)
        line = self.source.line((self.index, *path))
        return Problem(severity, self.source.file, line, where, message, remedy, stops)


def read_families(root: Path, path: Path, problems: list[Problem]) -> tuple[FamilyInFile, ...] | None:
    """Return the families that are well formed; None when the file as a whole cannot be read."""
    file = name_in(root, path)
    text = read_text(path, file, problems)
    return None if text is None else parse_families(text, file, problems)


def parse_families(text: str, file: str, problems: list[Problem]) -> tuple[FamilyInFile, ...] | None:
    """Return the families of a file's text, or of what somebody typed; `file` is what problems call it."""
    source = parse_yaml(text, file, problems)
    if source is None:
        return None
    if not isinstance(source.data, list):
        message, remedy = "this must be a list of families", "start each family with a dash"
        problems.append(Problem("error", file, source.line(()), "", message, remedy))
        return None
    found = [_read_family(source, index, data, problems) for index, data in enumerate(source.data)]
    families = tuple(family for family in found if family is not None)
    problems += _repeated_names(families)
    return families


def _read_family(source: YamlSource, index: int, data: object, problems: list[Problem]) -> FamilyInFile | None:
    name = data.get("family") if isinstance(data, dict) else None
    head = name if isinstance(name, str) and name else f"family {index + 1}"
    before = len(problems)
    problems += text_problems(source, (index,), data, head)
    family = validate(_FAMILY, data, source, (index,), head, problems)
    if family is None:
        return None
    found = FamilyInFile(family, source, index)
    problems += _faults(found)
    if len(problems) > before:
        return None
    entries = tuple(StemInFile(item, source, index, place) for place, item in enumerate(family.items()))
    return FamilyInFile(family, source, index, entries)


def _faults(found: FamilyInFile) -> Iterator[Problem]:
    """Yield what keeps stems from becoming items: options that are not there, feedback that is missing."""
    ids = found.family.option_ids
    if len(set(ids)) < len(ids):
        yield found.problem("error", ("options",), "two options have the same id", "give each its own id: a, b, c")
    seen: set[str] = set()
    for index, stem in enumerate(found.family.stems):
        path: YamlPath = ("stems", index)
        if stem.id in seen:
            yield found.problem("error", (*path, "id"), "two stems have this id", "give the stem its own id")
        seen.add(stem.id)
        yield from _marks(found, path, stem)
        yield from _feedback(found, path, stem)


def _marks(found: FamilyInFile, path: YamlPath, stem: Stem) -> Iterator[Problem]:
    ids = found.family.option_ids
    for name, marked in stem.marked.items():
        for option in marked:
            if option not in ids:
                message = f'"{name}" names an option {option} that is not there'
                yield found.problem("error", (*path, name), message, f"name one of {', '.join(ids)}")
        if len(set(marked)) == len(ids):
            yield found.problem("error", (*path, name), "every option is a key", "leave at least one option out")
    if "best" in stem.marked and stem.marked["best"] == stem.marked["worst"]:
        yield found.problem("error", (*path, "worst"), "one option is both best and worst", "name two options")


def _feedback(found: FamilyInFile, path: YamlPath, stem: Stem) -> Iterator[Problem]:
    for option in found.family.option_ids:
        if option not in stem.feedback:
            message = f"there is no feedback for option {option}"
            yield found.problem("error", (*path, "feedback"), message, FEEDBACK_REMEDY)
    for option in stem.feedback:
        if option not in found.family.option_ids:
            message = f"there is feedback for an option {option} that is not there"
            yield found.problem("error", (*path, "feedback", option), message, "mend the letter, or remove it")


def _repeated_names(families: tuple[FamilyInFile, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for found in families:
        if found.family.family in seen:
            yield found.problem("error", ("family",), "two families have this name", "give the family its own name")
        seen.add(found.family.family)
