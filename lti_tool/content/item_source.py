"""Reading a module's items.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from lti_tool.content.problem import Problem, Severity
from lti_tool.content.prose import faults
from lti_tool.content.schema.item import Item, MultiItem, SingleItem
from lti_tool.content.source_file import name_in, read_text
from lti_tool.content.validation import entry_name, place, validate
from lti_tool.content.yaml_source import YamlPath, YamlSource, parse_yaml

_ITEM: TypeAdapter[SingleItem | MultiItem] = TypeAdapter(Item)


@dataclass(frozen=True)
class ItemInFile:
    """An item and where it stands, so that whatever is found in it later can still be pointed at."""

    item: SingleItem | MultiItem
    source: YamlSource
    index: int

    def problem(self, severity: Severity, path: YamlPath, message: str, remedy: str) -> Problem:
        """Return a problem at a path inside the item, such as ("options", 1, "feedback")."""
        where = place(self.item.model_dump(), path, self.item.id)
        line = self.source.line((self.index, *path))
        return Problem(severity, self.source.file, line, where, message, remedy)


def read_items(root: Path, path: Path, problems: list[Problem]) -> tuple[ItemInFile, ...] | None:
    """Return the items that are well formed; None when the file as a whole cannot be read."""
    file = name_in(root, path)
    text = read_text(path, file, problems)
    source = None if text is None else parse_yaml(text, file, problems)
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
    item = validate(_ITEM, data, source, (index,), head, problems)
    if item is None:
        return None
    here = ItemInFile(item, source, index)
    problems.extend(_prose_problems(here))
    return here


def _prose_problems(here: ItemInFile) -> list[Problem]:
    texts: list[tuple[YamlPath, str]] = [(("stem",), here.item.stem)]
    for index, option in enumerate(here.item.options):
        texts.append((("options", index, "text"), option.text))
        texts.append((("options", index, "feedback"), option.feedback))
    return [here.problem("error", path, fault.message, fault.remedy) for path, text in texts for fault in faults(text)]
