"""The demo LMS paging as real ones do: few rows a page, the next one perhaps elsewhere, filters perhaps ignored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lti_tool.demo_lms import Platform
from lti_tool.demo_lms.dialects.dialect import Paging

FILTERS = frozenset({"resource_link_id", "resource_id", "tag", "user_id"})


class DemoPages:
    """Has every list come in pages of `size`; the next one is at `host`, where one is named."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.size = 1

    @property
    def size(self) -> int:
        """How many rows there are on a page that nobody asked for otherwise."""
        return self._size

    @size.setter
    def size(self, size: int) -> None:
        self._size = size
        pages = Paging(size, main_domain=True)
        self._speak(line_items=pages, results=pages, roster=pages)

    @property
    def host(self) -> str:
        """Where the next page is: host and port, empty for the same as the first."""
        return self._platform.settings.main_domain.removeprefix("http://")

    @host.setter
    def host(self, host: str) -> None:
        self._platform.settings = replace(self._platform.settings, main_domain=host and f"http://{host}")

    def ignore_filters(self) -> None:
        """Answer everything, whatever is asked for, as some platforms do."""
        self._speak(unknown_filters=FILTERS)

    def _speak(self, **ways: Any) -> None:
        self._platform.dialect = replace(self._platform.dialect, **ways)
