"""Words are shown and nothing else: no code compares them, takes them apart or looks something up by them.

What may be compared is a code (`lti_tool.reasons`). A sentence that decides something breaks when it is reworded, and
when it is translated.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3] / "lti_tool"
MODULES = sorted(PACKAGE.rglob("*.py"))
WORDED = {"N_", "_", "gettext", "ngettext", "translate", "in_words", "words_of", "advice_of", "say", "advise"}
WORDED_FACTS = {"message", "wording", "remedy"}
TAKES_APART = {
    "startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "split", "rsplit",
    "splitlines", "replace", "find", "rfind", "index", "count", "casefold", "lower", "isdigit",
}  # fmt: skip
READS = {"match", "search", "fullmatch", "findall", "finditer", "sub", "compile", "escape"}


def constants(tree: ast.Module) -> set[str]:
    """Names of a module that stand for marked words."""
    return {
        target.id
        for statement in tree.body
        if isinstance(statement, ast.Assign) and is_worded(statement.value, set())
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def is_worded(node: ast.AST, names: set[str]) -> bool:
    """Whether an expression is words for people."""
    if isinstance(node, ast.Call):
        called = node.func
        return (called.id if isinstance(called, ast.Name) else "") in WORDED
    if isinstance(node, ast.Attribute):
        return node.attr in WORDED_FACTS or node.attr in names
    return isinstance(node, ast.Name) and node.id in names


def suspects(node: ast.AST) -> list[ast.expr]:
    """What decides something at a node: words must not be among it."""
    match node:
        case ast.Compare(left, ops, comparators) if not any(isinstance(each, ast.Is | ast.IsNot) for each in ops):
            return [left, *comparators]
        case ast.Dict(keys):
            return [each for each in keys if each is not None]
        case ast.DictComp(key):
            return [key]
        case ast.Call(ast.Attribute(value, attr)) if attr in TAKES_APART:
            return [value]
        case ast.Call(ast.Attribute(attr=attr), args) if attr in READS:
            return args
        case ast.Match(subject):
            return [subject]
    return []


def steering(tree: ast.Module, names: set[str]) -> Iterator[int]:
    """Lines in which words decide something."""
    caught = caught_errors(tree)
    for node in ast.walk(tree):
        if any(is_worded(each, names) or is_said(each, caught) for each in suspects(node)):
            yield getattr(node, "lineno", 0)


def caught_errors(tree: ast.Module) -> set[str]:
    """What a module calls the errors that it catches."""
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.name}


def is_said(node: ast.AST, caught: set[str]) -> bool:
    """Whether an expression is what a caught error says: `str(error)`."""
    match node:
        case ast.Call(ast.Name("str" | "repr"), [ast.Name(name)]):
            return name in caught
    return False


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


CONSTANTS = {path: constants(parse(path)) for path in MODULES}


def names_in(path: Path, tree: ast.Module) -> set[str]:
    """Names that stand for marked words in a module: its own, and those that it imports."""
    names = set(CONSTANTS[path])
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lti_tool"):
            origin = PACKAGE.parent / f"{str(node.module).replace('.', '/')}.py"
            names |= {each.asname or each.name for each in node.names if each.name in CONSTANTS.get(origin, set())}
    return names


def test_words_decide_nothing() -> None:
    found = {
        str(path.relative_to(PACKAGE)): lines
        for path in MODULES
        if (tree := parse(path)) and (lines := list(steering(tree, names_in(path, tree))))
    }

    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "row.reason == NO_COLUMN",
        "problem.message in stored",
        "{NO_COLUMN: 'turn it on'}",
        "re.match(NO_COLUMN, stored)",
        "problem.wording.startswith('The')",
        "gettext('ok') != state",
        "match problem.message:\n    case 'ok': pass",
        "try: pass\nexcept OSError as error: 'gone' in str(error)",
        "try: pass\nexcept OSError as error: str(error).split(':')",
        "try: pass\nexcept OSError as error: re.search('gone', str(error))",
    ],
)
def test_such_a_line_is_found(line: str) -> None:
    tree = ast.parse(f'NO_COLUMN = N_("There is no column.")\n{line}')

    assert len(list(steering(tree, constants(tree)))) == 1
