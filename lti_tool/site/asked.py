"""Flask's request, which finds the cookies where a WSGI server puts them."""

from __future__ import annotations

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.http import parse_cookie
from werkzeug.utils import cached_property


class Asked(Request):
    """A request to the tool."""

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """As Werkzeug's, which goes through all of the environment for this one header.

        Bytes that are no ASCII are left to it: it takes each for a character, where its parser would want UTF-8.
        """
        told: str = self.environ.get("HTTP_COOKIE", "")
        if not told.isascii():
            return super().cookies
        return parse_cookie(told, ImmutableMultiDict)  # type: ignore[return-value]  # of the class that is asked for
