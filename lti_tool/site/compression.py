"""Compress responses for browsers that accept it: pages each time, each static file once per process.

What was measured, and why pages that hold a CSRF token may be compressed: docs/decisions/0008.
"""

from __future__ import annotations

import posixpath

from flask import Flask, Request, Response, request
from flask_compress import Compress

SMALLEST = 500  # bytes; below this the headers outweigh what is saved
_COMPRESSED = ["text/html", "text/css", "text/javascript", "text/plain", "text/markdown", "image/svg+xml"]


def init_app(app: Flask) -> None:
    """Compress the responses that are worth it."""
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=3,
        COMPRESS_LEVEL=5,
        COMPRESS_MIN_SIZE=SMALLEST,
        COMPRESS_MIMETYPES=_COMPRESSED,
        COMPRESS_STREAMS=False,
        COMPRESS_CACHE_BACKEND=StaticFiles,
        COMPRESS_CACHE_KEY=static_file,
        COMPRESS_REGISTER=False,
    )
    compress = Compress(app).after_request

    def look(response: Response) -> Response:
        """A redirect or a refusal leaves as it is."""
        if response.status_code >= 300 and response.status_code != 304:
            return response
        if request.endpoint in ("static", "drawing"):
            _prepare_static_file(response)
        return compress(response) if response.mimetype in _COMPRESSED else response

    app.after_request(look)


class StaticFiles:
    """Keeps compressed static files, which never change while a process lives; pages are not kept."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The file compressed before, or None."""
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep a static file; a page's key ends after the algorithm."""
        if not key.endswith(";"):
            self._kept[key] = value


def static_file(asked: Request) -> str:
    """The requested static file by its one name, so that odd addresses fill no memory; empty for pages."""
    found = asked.view_args or {}
    if asked.endpoint == "drawing" and asked.args.get("v"):
        return "drawings/{folder}/{name}".format(**found)
    name = found.get("filename", "") if asked.endpoint == "static" else ""
    return posixpath.normpath(name) if name else ""


def _prepare_static_file(response: Response) -> None:
    """Flask-Compress caches only responses held in memory; a file requested with its digest never changes."""
    if "v" in request.args:
        response.cache_control.immutable = True
    if response.status_code == 200 and response.mimetype in _COMPRESSED:
        _read_whole(response)


def _read_whole(response: Response) -> None:
    """Read the file into memory instead of streaming it."""
    response.direct_passthrough = False
    data = b"".join(response.iter_encoded())
    response.close()
    response.set_data(data)
