"""Link headers (RFC 8288): the next page of a list, its URL as the platform wrote it; and whose a URL is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lti_tool.lti.claims import is_platform_address
from lti_tool.lti.services.quirks import mend_link_header

_TARGET = re.compile(r"<([^<>]*)>")
_PORTS = {"http": 80, "https": 443}
_MOST_OF_A_NAME = 255
# Matches wherever a semicolon stands, whatever follows it: what cannot fail cannot go back, so a header is read once.
_PARAMETER = re.compile(r'\s*;\s*([^\s=;,<"]*)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*+)"?|([^\s;,<]*)))?', re.DOTALL)


def find_next_page(link_header: str, base_url: str) -> str | None:
    """The URL of rel=next, resolved against `base_url`, or None; letters keep their case.

    It may lead anywhere: whoever follows it asks first whether our bearer token may go there (`pages`).
    """
    for target, relations in _read_links(mend_link_header(link_header)):
        if "next" in relations and (url := _resolve(target, base_url)):
            return url
    return None


def add_path(url: str, ending: str) -> str:
    """Append a path segment, keeping the query: Moodle's line item URLs end in `?type_id=N`."""
    parts = urlsplit(url)
    return parts._replace(path=f"{parts.path.rstrip('/')}/{ending}", fragment="").geturl()


def canonical_origin(url: str) -> str:
    """Scheme, host and port of a URL in one form, the port only where it is not the scheme's own; empty if it has none.

    A URL with a name or a password before its host has none: nobody we call needs one.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if not is_platform_address(f"{parts.scheme}://{parts.netloc}"):
        return ""
    scheme, host = parts.scheme.lower(), parts.netloc.lower().removesuffix(f":{port}" if port is not None else "")
    return f"{scheme}://{host}" + (f":{port}" if port not in (None, _PORTS[scheme]) else "")


def name_host(url: str) -> str:
    """What an operator calls the host of a URL: with its port, and with its scheme where that is not https."""
    return canonical_origin(url)[:_MOST_OF_A_NAME].removeprefix("https://") or "?"


def _read_links(header: str) -> Iterator[tuple[str, list[str]]]:
    """Each target with its relations in lower case; of several `rel` the first counts (§3.3)."""
    end = 0
    while target := _TARGET.search(header, end):
        end, relations = target.end(), None
        while parameter := _PARAMETER.match(header, end):
            end, (name, quoted, plain) = parameter.end(), parameter.groups()
            if relations is None and name.lower() == "rel":
                relations = (quoted or plain or "").lower().split()
        yield target[1], relations or []


def _resolve(target: str, base_url: str) -> str | None:
    try:
        url = urljoin(base_url, target.strip())
        return url if urlsplit(url).netloc else None
    except ValueError:
        return None
