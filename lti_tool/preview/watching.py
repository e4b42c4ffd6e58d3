"""Noticing that an author saved a file: the catalogue is read again at the next request."""

from __future__ import annotations

import threading
from pathlib import Path

from flask import Flask

from lti_tool.placements.catalogue import LazyCatalogue, fingerprint

EXTENSION = "content_watch"


class Watch:
    """Knows the state of a content folder's files by their names, sizes and times."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self._app = app
        self.folder = folder
        self._lock = threading.Lock()
        self.state = fingerprint(folder)

    def look(self) -> str:
        """Return the state of the files; where it changed, everything is read again when a page next needs it."""
        found = fingerprint(self.folder)
        with self._lock:
            if found != self.state:
                self.state = found
                self._app.extensions["catalogue"] = LazyCatalogue(self.folder)
        return found
