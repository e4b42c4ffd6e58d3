"""Ids in addresses and arguments: those of rows, none larger than a database's integer, and names that rows go by."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map

MAXIMUM = 2**31 - 1


class RowIdConverter(IntegerConverter):
    """`<id:…>` in a rule: whatever could be no row's id is an address that there is not."""

    regex = r"\d{1,10}"

    def __init__(self, url_map: Map, **more: Any) -> None:
        super().__init__(url_map, max=MAXIMUM, **more)


class NameConverter(BaseConverter):
    """`<name:…>` in a rule: what a row may be looked up by without asking whether the database can hold such a text."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"


def init_app(app: Flask) -> None:
    """Let rules say `<id:…>` and `<name:…>`; before any rule does."""
    app.url_map.converters["id"] = RowIdConverter
    app.url_map.converters["name"] = NameConverter
