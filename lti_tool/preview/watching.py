"""Noticing that an author saved a file: the catalogue is read again at the next request."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from lti_tool.placements.catalogue import LazyCatalogue

EXTENSION = "content_watch"


class Watch:
    """Knows the state of a content folder's files by their names, sizes and times."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self._app = app
        self.folder = folder
        self._lock = threading.Lock()
        self.state = fingerprint(folder)

    def look(self) -> str:
        """Return the state of the files; where it changed, everything is read anew when a page next needs it."""
        found = fingerprint(self.folder)
        with self._lock:
            if found != self.state:
                self.state = found
                self._app.extensions["catalogue"] = LazyCatalogue(self.folder)
        return found


def fingerprint(folder: Path) -> str:
    """Return a name for what the folder's files are now."""
    marks = hashlib.sha256()
    for path in sorted(_files(folder)):
        try:
            facts = os.stat(path)
        except OSError:  # an editor renames what it saves
            continue
        marks.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode(errors="replace"))
    return marks.hexdigest()[:16]


def _files(folder: Path) -> Iterator[str]:
    for where, _, names in os.walk(folder):
        yield from (os.path.join(where, name) for name in names)
