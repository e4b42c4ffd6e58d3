"""Counts the functions that turn more than ten times, and fails where there are more than the house allows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from radon.complexity import cc_visit
from radon.visitors import Function

TURNS = 10  # cyclomatic complexity as radon counts it: branches, loops, `and`, `or`, comprehensions, asserts
ALLOWED = {"lti_tool": 10, "tests": 8}


def winding(folder: Path) -> Iterator[str]:
    """Each function below a folder that turns more often, with its place."""
    for path in sorted(folder.rglob("*.py")):
        blocks = cc_visit(path.read_text(encoding="utf-8"))
        functions = {each.lineno: each for each in blocks if isinstance(each, Function)}  # a method is told twice
        for each in functions.values():
            if each.complexity > TURNS:
                yield f"{path}:{each.lineno} {each.fullname}: {each.complexity}"


def main() -> None:
    """Print how many there are of what may be; which, where that is exceeded."""
    too_many = False
    for name, allowed in ALLOWED.items():
        found = list(winding(Path(name)))
        print(f"Functions of {name} that turn more than {TURNS} times: {len(found)} (at most {allowed})")
        if len(found) > allowed:
            too_many = True
            print(*found, sep="\n")
    sys.exit(too_many)


if __name__ == "__main__":
    main()
