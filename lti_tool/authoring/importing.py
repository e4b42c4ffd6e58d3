"""Taking in what was written in authors' files: families and items become drafts of a course's own."""

from __future__ import annotations

from lti_tool.authoring.family_draft import FamilyDraft, family_of
from lti_tool.authoring.item_draft import ItemDraft, item_of
from lti_tool.content.source.family import parse_families
from lti_tool.content.source.item import parse_items
from lti_tool.content.source.problem import Problem, errors_among
from lti_tool.content.source.text.yaml import parse_yaml


def read_file(text: str, name: str) -> tuple[list[FamilyDraft | ItemDraft], list[Problem]]:
    """Return the drafts of a file such as families.yaml or items.yaml, or what is wrong with it."""
    problems: list[Problem] = []
    source = parse_yaml(text, name, problems)
    entries = source.data if source is not None and isinstance(source.data, list) else []
    has_families = any(isinstance(each, dict) and "family" in each for each in entries)
    if source is not None and has_families:
        parse_families(text, name, problems)
        for index, each in enumerate(entries):
            if isinstance(each, dict) and each.get("type") != "single":
                line = source.line((index, "type"))
                message = "only families of one right option can be kept here"
                problems.append(Problem("error", name, line, str(each.get("family")), message, 'write type: "single"'))
    elif source is not None:
        parse_items(text, name, problems)
    problems = list(dict.fromkeys(problems))
    if errors_among(problems):
        return [], problems
    return [family_of(each) if "family" in each else item_of(each) for each in entries], problems
