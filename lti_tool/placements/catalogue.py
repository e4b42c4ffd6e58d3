"""The catalogue that this process serves, parsed once, at the first page that needs it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from flask import Flask, current_app

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.source.loader import load_catalogue


class LazyCatalogue:
    """Holds the content folder until somebody asks; commands that mend a broken file never do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def loaded(self) -> Catalogue:
        """The catalogue; raises ContentError naming file and line."""
        return load_catalogue(self.folder)


def init_app(app: Flask, folder: Path) -> None:
    """Tell the application where its content lives."""
    app.extensions["catalogue"] = LazyCatalogue(folder)


def catalogue() -> Catalogue:
    """The current application's catalogue."""
    lazy: LazyCatalogue = current_app.extensions["catalogue"]
    return lazy.loaded
