"""The common ground of all content models: frozen, closed to unknown fields, known by digest."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import TypeVar, cast

from pydantic import BaseModel, ConfigDict

R = TypeVar("R", bound="Record")


class Breach(ValueError):
    """A rule between fields is broken; carries its remedy to whoever words the problem."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class Record(BaseModel):
    """An immutable piece of content; equal content has an equal digest, wherever it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @cached_property
    def canonical_json(self) -> str:
        """The record as JSON with sorted keys and no white space: what digests cover."""
        return canonical_json(self.model_dump(mode="json"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in 64 hexadecimal digits."""
        return sha256_hex(self.canonical_json)


def revised(record: R, **changes: object) -> R:
    """Return the record with some fields changed.

    Unlike Pydantic's model_copy, it does not carry over what was computed from the old fields, such as the digest.
    """
    fields = {name: getattr(record, name) for name in type(record).model_fields}
    return cast(R, type(record).model_construct(**{**fields, **changes}))


def canonical_json(value: object) -> str:
    """Return one JSON text for equal values, whatever the order of their keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_hex(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
