"""The catalogue that this process serves, parsed once; what cannot be served is read again once a file has changed."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, current_app

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.source.loader import load_catalogue
from lti_tool.content.source.problem import ContentError, Problem


class LazyCatalogue:
    """Holds the content folder until somebody asks; commands that fix a broken file never do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._loaded: Catalogue | None = None
        self._broken_state = ""
        self._problems: tuple[Problem, ...] = ()

    @property
    def loaded(self) -> Catalogue:
        """The catalogue; raises ContentError naming file and line."""
        if self._loaded is None:
            with self._lock:
                self._loaded = self._loaded or self._load()
        return self._loaded

    def _load(self) -> Catalogue:
        """Parse it, unless the same files were broken before: every page asks, and that takes a second."""
        state = fingerprint(self.folder)
        if state == self._broken_state:
            raise ContentError(self._problems)
        try:
            return load_catalogue(self.folder)
        except ContentError as error:
            self._broken_state, self._problems = state, error.problems
            raise


def fingerprint(folder: Path) -> str:
    """A name for what the folder's files are now, by their names, sizes and times."""
    marks = hashlib.sha256()
    for path in sorted(_files(folder)):
        try:
            facts = os.stat(path)
        except OSError:  # an editor renames what it saves
            continue
        marks.update(f"{path}\0{facts.st_size}\0{facts.st_ctime_ns}\n".encode(errors="replace"))
    return marks.hexdigest()[:16]


def _files(folder: Path) -> Iterator[str]:
    for where, _, names in os.walk(folder):
        yield from (os.path.join(where, name) for name in names)


def init_app(app: Flask, folder: Path) -> None:
    """Tell the application where its content lives."""
    app.extensions["catalogue"] = LazyCatalogue(folder)


def catalogue() -> Catalogue:
    """The current application's catalogue."""
    lazy: LazyCatalogue = current_app.extensions["catalogue"]
    return lazy.loaded
