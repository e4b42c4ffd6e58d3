"""Ids of rows in addresses and arguments: none is larger than what a database's integer holds."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

MAXIMUM = 2**31 - 1


class RowIdConverter(IntegerConverter):
    """`<id:…>` in a rule: whatever could be no row's id is an address that there is not."""

    regex = r"\d{1,10}"

    def __init__(self, url_map: Map, **more: Any) -> None:
        super().__init__(url_map, max=MAXIMUM, **more)


def init_app(app: Flask) -> None:
    """Let rules say `<id:…>`; before any rule does."""
    app.url_map.converters["id"] = RowIdConverter
