"""Writing what was typed in a form as authors write it in their files: YAML with every text in quotes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

Value = str | int | bool


def quoted(text: str) -> str:
    """Return a text as a double-quoted YAML scalar on one line; what YAML would fold or refuse is escaped."""
    return "".join(
        letter if letter.isprintable() else _escaped(letter) for letter in json.dumps(text, ensure_ascii=False)
    )


def scalar(value: Value) -> str:
    """Return a value as YAML: true and numbers bare, texts quoted."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else quoted(value)


def line_of(fields: Mapping[str, Value]) -> str:
    """Return fields as one flow mapping, as an option stands in items.yaml."""
    return "{" + ", ".join(f"{name}: {scalar(value)}" for name, value in fields.items()) + "}"


def list_of(texts: Iterable[str]) -> str:
    """Return texts as one flow sequence."""
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def _escaped(letter: str) -> str:
    code = ord(letter)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
