"""Link headers (RFC 8288): the next page of a list, its URL as the platform wrote it."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lti_tool.lti.services.quirks import mend_link_header

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)


def find_next_page(link_header: str, base_url: str) -> str | None:
    """The URL of rel=next, resolved against `base_url`, or None; letters keep their case.

    A next page on another origin is not followed: our bearer token would go with it.
    """
    for target, parameters in _LINK.findall(mend_link_header(link_header)):
        relation = _REL.search(parameters)
        if relation and "next" in (relation[1] or relation[2] or "").lower().split():
            url = urljoin(base_url, target.strip())
            return url if _origin(url) == _origin(base_url) else None
    return None


def add_path(url: str, ending: str) -> str:
    """Append a path segment, keeping the query: Moodle's line item URLs end in `?type_id=N`."""
    parts = urlsplit(url)
    return parts._replace(path=f"{parts.path.rstrip('/')}/{ending}", fragment="").geturl()


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()
