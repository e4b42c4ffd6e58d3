"""Reading a competency framework: CASE statements and which stands under which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import TypeAdapter

from lti_tool.content.model.framework import Competency, Framework, FrameworkFile
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.file import name_in
from lti_tool.content.source.text.yaml import YamlPath, YamlSource, read_yaml
from lti_tool.content.source.validation import validate

_FILE = TypeAdapter(FrameworkFile)


def read_framework(root: Path, path: Path, problems: list[Problem]) -> Framework | None:
    """Return the framework of one file, or None when it cannot be used."""
    file = name_in(root, path)
    source = read_yaml(path, file, problems)
    if source is None:
        return None
    content = validate(_FILE, source.data, source, (), "", problems)
    if content is None:
        return None
    found: list[Problem] = [*_repeated(content, source), *_dangling(content, source)]
    parents = {link.origin: link.destination for link in content.associations}
    if not found:
        found += _circular(parents, source)
    problems += found
    return None if found else _build(content, parents)


def _build(content: FrameworkFile, parents: dict[str, str]) -> Framework:
    competencies = tuple(
        Competency(
            code=item.human_coding_scheme,
            kind=item.item_type,
            statement=item.full_statement,
            category=_top(item.human_coding_scheme, parents),
            parent=parents.get(item.human_coding_scheme),
        )
        for item in content.items
    )
    document = content.document
    return Framework(identifier=document.identifier, title=document.title, competencies=competencies)


def _top(code: str, parents: dict[str, str]) -> str:
    while code in parents:
        code = parents[code]
    return code


def _repeated(content: FrameworkFile, source: YamlSource) -> Iterator[Problem]:
    codes = [item.human_coding_scheme for item in content.items]
    for index in _second_uses(codes):
        path: YamlPath = ("items", index, "humanCodingScheme")
        yield _error(source, path, f"the code {codes[index]} is used twice", "give the statement its own code")
    identifiers = [item.identifier for item in content.items]
    for index in _second_uses(identifiers):
        message = f"the identifier of {codes[index]} is used twice"
        yield _error(source, ("items", index, "identifier"), message, "give the statement its own UUID")
    children = [link.origin for link in content.associations]
    for index in _second_uses(children):
        message = f"{children[index]} is placed under two statements"
        yield _error(source, ("associations", index), message, "keep one of the associations")


def _second_uses(values: Sequence[object]) -> Iterator[int]:
    seen = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index
        seen.add(value)


def _dangling(content: FrameworkFile, source: YamlSource) -> Iterator[Problem]:
    codes = {item.human_coding_scheme for item in content.items}
    for index, link in enumerate(content.associations):
        for field, code in (("originNodeURI", link.origin), ("destinationNodeURI", link.destination)):
            if code not in codes:
                path: YamlPath = ("associations", index, field)
                yield _error(source, path, f"there is no statement {code}", "mend the code, or add the statement")


def _circular(parents: dict[str, str], source: YamlSource) -> Iterator[Problem]:
    for start in parents:
        seen, code = {start}, parents[start]
        while code in parents and code not in seen:
            seen.add(code)
            code = parents[code]
        if code in seen:
            yield _error(source, ("associations",), f"{start} stands under itself", "break the circle")
            return


def _error(source: YamlSource, path: YamlPath, message: str, remedy: str) -> Problem:
    return Problem("error", source.file, source.line(path), "", message, remedy)
