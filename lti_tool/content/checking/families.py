"""The rules on families, run over a module's, with the line that each finding stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lti_tool.content.checking.lint.families import (
    FAMILY_RULES,
    cards_are_seldom,
    feedback_is_of_its_stem,
    hard_types_are_few,
)
from lti_tool.content.source.bank.family import FamilyInFile
from lti_tool.content.source.problem import Problem


def family_problems(families: Sequence[FamilyInFile]) -> Iterator[Problem]:
    """Yield what is wrong with each family of a bank, and with all of them together."""
    for found in families:
        yield from lint_family(found)
    written = [found.family for found in families]
    for place, finding in feedback_is_of_its_stem(written):
        yield families[place].problem(finding.severity, finding.path, finding.message, finding.remedy)
    for rule in (cards_are_seldom, hard_types_are_few):
        for finding in rule(written):
            file = families[0].source.file
            yield Problem(finding.severity, file, 1, "whole bank", finding.message, finding.remedy)


def lint_family(found: FamilyInFile) -> Iterator[Problem]:
    """Yield what is wrong with one family by itself."""
    for rule in FAMILY_RULES:
        for finding in rule(found.family):
            yield found.problem(finding.severity, finding.path, finding.message, finding.remedy)
