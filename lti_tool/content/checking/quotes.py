"""Curly quotes in English files: straight ones are typed everywhere, and pages look the same throughout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.content.source.lessons.lesson import language_of
from lti_tool.content.source.module_folder import translated_name
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.file import name_in, read_text

_CURLY = re.compile("[\u2018\u2019\u201c\u201d]")


def curly_quotes(content_dir: Path) -> Iterator[Problem]:
    """Yield a warning for each line of an English file that has one."""
    for path in sorted(content_dir.rglob("*")):
        if path.suffix not in (".yaml", ".md") or not path.is_file() or _is_translated(path):
            continue
        file = name_in(content_dir, path)
        for number, line in enumerate((read_text(path, file, []) or "").split("\n"), start=1):
            if found := _CURLY.search(line):
                straight = "'" if found.group() in "\u2018\u2019" else '"'
                yield Problem("warning", file, number, "", f"a curly quote ({found.group()})", f"write {straight}")


def _is_translated(path: Path) -> bool:
    return translated_name(path) is not None or (path.suffix == ".md" and language_of(path) != SOURCE_LANGUAGE)
