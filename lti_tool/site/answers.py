"""The headers that every answer leaves with, put on it once, in the list that goes to the server.

Set on the response one by one, each would be checked when it is set, and copied with all others before it leaves; a
request that does little spends a third of its time on that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Response
from werkzeug.datastructures import Headers

from lti_tool.logs import request_ids
from lti_tool.lti.framing import security_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_VARY = ("Vary", "Accept-Encoding")  # whether an answer is compressed depends on who asks: see compression
_URI = re.compile(r"[A-Za-z0-9!#$%&'()*+,./:;=?@_~-]*")  # an address that needs no quoting
_WITHOUT_LENGTH = {204, 304}


class Answer(Response):
    """Flask's response; a header that a page has set itself stays as it is."""

    def get_wsgi_response(self, environ: WSGIEnvironment) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """What goes to the server: the body, the status, and all headers."""
        body, status, headers = super().get_wsgi_response(environ)
        said = {name.lower() for name, _ in headers}
        headers += [header for name, header in security_headers().items() if name not in said]
        if "vary" not in said:
            headers.append(_VARY)
        headers.append((request_ids.HEADER, request_ids.current_request_id()))
        return body, status, headers

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """The headers as they are, where Werkzeug would find nothing to put right in its copy of them."""
        said = {name.lower(): value for name, value in self.headers}
        is_right = (
            "content-length" in said and "content-location" not in said and _URI.fullmatch(said.get("location", ""))
        )
        if is_right and self.status_code >= 200 and self.status_code not in _WITHOUT_LENGTH:
            return self.headers
        return super().get_wsgi_headers(environ)
