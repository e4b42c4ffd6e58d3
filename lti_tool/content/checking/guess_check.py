"""The guesser's verdict as problems of the check, and its scores for a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lti_tool.content.checking.testwise import Bank, Guesses, give_aways, guess_all
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.problem import Problem


def guess_at(modules: Sequence[ModuleInFolder]) -> Guesses:
    """Return what the guesser scores on the banks of the modules."""
    return guess_all([Bank.of(_name(module), module.bank) for module in modules if module.items])


def guess_problems(modules: Sequence[ModuleInFolder]) -> Iterator[Problem]:
    """Yield an error where the guesser beats chance on all banks together, a warning where on one."""
    for found in give_aways(guess_at(modules)):
        file, where = ("modules", "all banks") if found.bank is None else (_file(found.bank, modules), "whole bank")
        yield Problem(found.severity, file, 1, where, found.message, found.remedy)


def _name(module: ModuleInFolder) -> str:
    return module.folder.rpartition("/")[2]


def _file(bank: str, modules: Sequence[ModuleInFolder]) -> str:
    return next(f"{module.folder}/items.yaml" for module in modules if _name(module) == bank)
