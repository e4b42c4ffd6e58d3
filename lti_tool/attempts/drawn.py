"""What an attempt drew, as one short line an item: an attempt is kept for years, and there are many.

A line holds the item's id, its version, its digest in base64 (43 letters instead of 64), the number of its section, the
order of its parts, and that of a match's answers. Attempts of earlier releases hold a mapping for each item instead;
both read alike.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from sqlalchemy import Dialect
from sqlalchemy.types import TypeDecorator

from lti_tool.db import JSONType


class Entry(TypedDict):
    """One drawn item: `options` and `targets` are part ids in the order shown."""

    item: str
    version: int
    digest: str
    section: str
    options: list[str]
    targets: list[str]


class DrawnType(TypeDecorator[list[Entry]]):
    """A list of entries, stored compactly."""

    impl = JSONType
    cache_ok = True

    def process_bind_param(self, value: Sequence[Entry] | None, dialect: Dialect) -> Any:
        """Write lines, and the names of the sections once."""
        return None if value is None else pack(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> list[Entry] | None:
        """Read lines, or the mappings of earlier releases."""
        return None if value is None else unpack(value)


def pack(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """Return the entries as they are stored."""
    sections = list(dict.fromkeys(entry["section"] for entry in entries))
    return {"sections": sections, "items": [_line(entry, sections.index(entry["section"])) for entry in entries]}


def unpack(stored: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Return the entries of what is stored, in either form."""
    if isinstance(stored, Mapping):
        return [_entry(line, stored["sections"]) for line in stored["items"]]
    return [
        Entry(
            item=each["item"],
            version=each["version"],
            digest=each["digest"],
            section=each.get("section", ""),
            options=each["options"],
            targets=each.get("targets", []),
        )
        for each in stored
    ]


def short(digest: str) -> str:
    """Return a digest as it stands in a line."""
    return base64.urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")


def _line(entry: Entry, section: int) -> str:
    fields = [entry["item"], str(entry["version"]), short(entry["digest"]), str(section), ",".join(entry["options"])]
    return " ".join([*fields, ",".join(entry["targets"])] if entry["targets"] else fields)


def _entry(line: str, sections: Sequence[str]) -> Entry:
    item, version, digest, section, options, *targets = line.split(" ")
    return Entry(
        item=item,
        version=int(version),
        digest=base64.urlsafe_b64decode(digest + "=").hex(),
        section=sections[int(section)],
        options=options.split(","),
        targets=targets[0].split(",") if targets else [],
    )
