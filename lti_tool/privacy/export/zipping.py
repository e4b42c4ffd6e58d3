"""A ZIP that is handed on while it is written: what it holds is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

ENOUGH = 64 * 1024
"""Bytes that are worth handing on."""
File = tuple[str, Iterable[str]]
"""A name in the ZIP, and the file's text piece by piece."""


class _Outlet(RawIOBase):
    """What a ZipFile writes to: whoever waits for the bytes takes them out again."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._waiting = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        self._waiting += len(piece)
        return len(piece)

    def take(self, least: int = 1) -> Iterator[bytes]:
        """What was written, in one piece, if there is so much of it."""
        if self._waiting >= least:
            taken = b"".join(self._pieces)
            self._pieces.clear()
            self._waiting = 0
            yield taken


def zip_stream(files: Iterable[File]) -> Iterator[bytes]:
    """The bytes of a ZIP with these files, one after another."""
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:
        for name, pieces in files:
            with archive.open(name, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece.encode())
                    yield from outlet.take(ENOUGH)
    yield from outlet.take()
