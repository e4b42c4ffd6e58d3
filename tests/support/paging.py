"""The demo LMS paging as real ones do: few rows a page, the next one perhaps elsewhere, filters perhaps ignored."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import flask
import pytest

from lti_tool.demo_lms.services import line_items, paging, scores


class DemoPages:
    """Has every list come in pages of `size`; the next one is at `host`, where one is named."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.size, self.host = 1, ""
        positive, page_url = paging._positive, paging._page_url
        patch.setattr(paging, "_positive", lambda name: positive(name) or (self.size if name == "limit" else None))
        patch.setattr(paging, "_page_url", lambda page: self._move(page_url(page)))

    def ignore_filters(self) -> None:
        """Answer everything, whatever is asked for, as some platforms do."""
        self._patch.setattr(scores, "request", _Unfiltered())
        self._patch.setattr(line_items, "request", _Unfiltered())

    def _move(self, url: str) -> str:
        parts = urlsplit(url)
        return parts._replace(netloc=self.host or parts.netloc).geturl()


class _Unfiltered:
    """A request that lost its filters."""

    def __getattr__(self, name: str) -> Any:
        if name == "args":
            return {key: value for key, value in flask.request.args.items() if key in ("type_id", "page")}
        return getattr(flask.request, name)
