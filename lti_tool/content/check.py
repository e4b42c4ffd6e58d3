"""The check that authors run: everything that stops content from loading, and the lint of item writing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lti_tool.content.item_source import ItemInFile
from lti_tool.content.lint import BANK_RULES, ITEM_RULES
from lti_tool.content.loader import read_content
from lti_tool.content.module_source import ModuleInFolder
from lti_tool.content.problem import Problem, in_file_order


def check_content(content_dir: Path) -> list[Problem]:
    """Return all problems of a content folder in file order; what is sound is linted in any case."""
    reading = read_content(content_dir)
    problems = list(reading.problems)
    for module in reading.modules:
        problems += _lint_module(module)
    return in_file_order(problems)


def _lint_module(module: ModuleInFolder) -> Iterator[Problem]:
    entries = module.items or ()
    for entry in entries:
        yield from _lint_item(entry)
    items = [entry.item for entry in entries]
    for rule in BANK_RULES:
        for finding in rule(items):
            file = entries[0].source.file
            yield Problem(finding.severity, file, 1, "whole bank", finding.message, finding.remedy)


def _lint_item(entry: ItemInFile) -> Iterator[Problem]:
    for rule in ITEM_RULES:
        for finding in rule(entry.item):
            yield entry.problem(finding.severity, finding.path, finding.message, finding.remedy)
