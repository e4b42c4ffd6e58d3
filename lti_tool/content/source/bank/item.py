"""Reading a module's items.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from lti_tool.content.model.items.item import Item
from lti_tool.content.source.problem import Problem, Severity
from lti_tool.content.source.text.file import name_in, read_text
from lti_tool.content.source.text.prose import text_problems
from lti_tool.content.source.text.yaml import YamlPath, YamlSource, parse_yaml
from lti_tool.content.source.validation import entry_name, place, validate

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)


@dataclass(frozen=True)
class ItemInFile:
    """An item and where it stands, so that whatever is found in it later can still be pointed at."""

    item: Item
    source: YamlSource
    index: int

    def problem(self, severity: Severity, path: YamlPath, message: str, remedy: str) -> Problem:
        """Return a problem at a path inside the item, such as ("options", 1, "feedback")."""
        where, line = self.where(path), self.source.line(self.path_in_file(path))
        return Problem(severity, self.source.file, line, where, message, remedy)

    def where(self, path: YamlPath) -> str:
        """Return what to call a path inside the item."""
        return place(self.item.model_dump(), path, self.item.id)

    def path_in_file(self, path: YamlPath) -> YamlPath:
        """Return where a path inside the item stands in its file."""
        return (self.index, *path)


def read_items(root: Path, path: Path, problems: list[Problem]) -> tuple[ItemInFile, ...] | None:
    """Return the items that are well formed; None when the file as a whole cannot be read."""
    file = name_in(root, path)
    text = read_text(path, file, problems)
    return None if text is None else parse_items(text, file, problems)


def parse_items(text: str, file: str, problems: list[Problem]) -> tuple[ItemInFile, ...] | None:
    """Return the items of a file's text, or of what somebody typed; `file` is what problems call it."""
    source = parse_yaml(text, file, problems)
    if source is None:
        return None
    if not isinstance(source.data, list):
        problems.append(
            Problem(
                "error",
                file,
                source.line(()),
                "",
                "this must be a list of items",
                "start each item with a dash",
            )
        )
        return None
    found = [_read_item(source, index, data, problems) for index, data in enumerate(source.data)]
    return tuple(item for item in found if item is not None)


def _read_item(source: YamlSource, index: int, data: object, problems: list[Problem]) -> ItemInFile | None:
    name = entry_name(data, index)
    head = f"item {name}" if name.isdecimal() else name
    before = len(problems)
    problems += _derived_fields(source, index, data, head)
    problems += text_problems(source, (index,), data, head)
    item = validate(_ITEM, data, source, (index,), head, problems)
    return ItemInFile(item, source, index) if item is not None and len(problems) == before else None


def _derived_fields(source: YamlSource, index: int, data: object, head: str) -> Iterator[Problem]:
    # The models accept these fields, because stored items have them; in a file they could only be wrong.
    if not isinstance(data, dict):
        return
    paths: list[YamlPath] = [(name,) for name in ("targets", "family") if name in data]
    steps = data.get("steps")
    if isinstance(steps, list):
        paths += [("steps", n, "id") for n, step in enumerate(steps) if isinstance(step, dict) and "id" in step]
    for path in paths:
        message = f'"{path[-1]}" is not a field here'
        line = source.line((index, *path))
        remedy = "write families in families.yaml" if path == ("family",) else "remove it; it is derived"
        yield Problem("error", source.file, line, place(data, path, head), message, remedy)
