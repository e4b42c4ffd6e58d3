"""Reading one file of authored text, or saying plainly why it cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

from lti_tool.content.source.problem import Problem

MAX_BYTES = 1_000_000


def name_in(root: Path, path: Path) -> str:
    """Return the path as problems show it: relative to the content folder, with forward slashes."""
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
    return name.encode(errors="replace").decode()


def list_folder(root: Path, folder: Path, problems: list[Problem]) -> list[Path]:
    """Return what is in a folder by name, without hidden files and backups; nothing if it is absent."""
    try:
        paths = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as failure:
        problems.append(_cannot_open(name_in(root, folder), "folder", failure))
        return []
    return [path for path in paths if not path.name.startswith(".") and not path.name.endswith("~")]


def read_text(path: Path, file: str, problems: list[Problem]) -> str | None:
    """Return the text of a UTF-8 file of at most 1 MB; None, with a problem added, when it cannot be had."""
    if not os.path.isfile(path):  # unlike Path.is_file, never raises
        problems.append(Problem("error", file, 1, "", "the file is missing", "add the file, or mend its name"))
        return None
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as failure:
        problems.append(_cannot_open(file, "file", failure))
        return None
    if len(data) > MAX_BYTES:
        problems.append(Problem("error", file, 1, "", "the file is larger than 1 MB", "split it into smaller files"))
        return None
    return _decode(data, file, problems)


def _decode(data: bytes, file: str, problems: list[Problem]) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = data.count(b"\n", 0, failure.start) + 1
        problems.append(
            Problem("error", file, line, "", "the text is not in UTF-8", "save the file as UTF-8 in your editor")
        )
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cannot_open(file: str, kind: str, failure: OSError) -> Problem:
    message = f"the {kind} cannot be opened ({failure.strerror or 'unknown reason'})"
    return Problem("error", file, 1, "", message, f"check the {kind}'s permissions")
