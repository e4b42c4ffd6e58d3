"""Reading content/retired-items.yaml, which may be absent: ids that left the banks and are never used again.

Attempts and statistics know items by their ids alone, so an old id on a new question would mix two questions up.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import TypeAdapter

from lti_tool.content.model.fields import Id
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.yaml import read_yaml
from lti_tool.content.source.validation import validate

NAME = "retired-items.yaml"
_FILE: TypeAdapter[tuple[Id, ...]] = TypeAdapter(tuple[Id, ...])


def retired_problems(root: Path, modules: Sequence[ModuleInFolder], problems: list[Problem]) -> Iterator[Problem]:
    """Yield an error for each item whose id is retired; faults of the file itself are added to the problems."""
    path = root / NAME
    source = read_yaml(path, NAME, problems) if os.path.lexists(path) else None
    listed = None if source is None else validate(_FILE, source.data, source, (), "", problems)
    retired = frozenset(listed or ())
    for module in modules:
        for entry in module.items or ():
            if entry.item.id in retired:
                message = f"the id {entry.item.id} is retired: old answers are kept under it"
                remedy = f"give the item an id that was never used (see {NAME})"
                yield entry.problem("error", ("id",), message, remedy)
