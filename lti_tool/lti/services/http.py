"""The one way out: calls to platforms have one deadline, a size cap, no redirects, and no private addresses.

Built on urllib3, for its connections that are kept and its reading of HTTP. No cookies are kept, no proxy of the
environment is asked, nothing is sent twice.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from flask import has_request_context
from urllib3 import BaseHTTPResponse, HTTPHeaderDict, PoolManager
from urllib3.exceptions import HTTPError, LocationValueError
from urllib3.exceptions import TimeoutError as CallTimedOut
from urllib3.util import Url, parse_url

from lti_tool import __version__
from lti_tool.errors import N_, ToolError
from lti_tool.lti.services.connections import NotPublic, NotTrusted, allowing_private, make_tls, open_pools
from lti_tool.lti.services.deadlines import deadline, seconds_left

CALL_DEADLINE_S = 15.0
MAXIMUM_BODY_BYTES = 1_000_000
MAXIMUM_LIST_BYTES = 10_000_000
"""Of a registered platform's service: Moodle lists a whole column without pages, some 300 bytes for each person."""

MOST_FROM_PAGES = 2
USER_AGENT = f"LibraryServiceLTI/{__version__}"
_CHUNK_BYTES = 65_536


class PlatformUnreachable(ToolError):
    """No usable answer came: a name that does not resolve, a closed port, a time-out, a broken connection."""

    code = "platform_unreachable"
    status = 502
    title = N_("The learning platform did not answer")
    message = N_("The learning platform could not be reached.")
    advice = N_("This usually passes. Try again in a few minutes.")


class PlatformTimedOut(PlatformUnreachable):
    """The platform took longer than we wait."""

    code = "platform_timed_out"
    message = N_("The learning platform took too long to answer.")


class PlatformNotTrusted(PlatformUnreachable):
    """TLS failed: an expired certificate, a wrong name, an unknown authority."""

    code = "platform_not_trusted"
    message = N_("The learning platform's security certificate was not accepted.")


class AnswerTooLarge(PlatformUnreachable):
    """The body went past the cap; what was read of it is thrown away."""

    code = "answer_too_large"
    message = N_("The learning platform's answer was larger than this tool reads.")


class AddressNotAllowed(PlatformUnreachable):
    """The address is private, loopback or otherwise not public, or the URL is none that we call."""

    code = "address_not_allowed"
    message = N_("The learning platform's address is not a public http or https address.")
    advice = N_("If the platform is inside your own network, the operator can set LTI_TOOL_ALLOW_PRIVATE_PLATFORMS.")


class TooManyCalls(PlatformUnreachable):
    """As many pages as may are waiting for platforms already; nobody was called."""

    code = "too_many_calls"
    status = 503
    title = N_("Please try again")
    message = N_("Too many pages are waiting for learning platforms just now.")
    advice = N_("This usually passes within seconds. Try again in a minute.")


@dataclass(frozen=True, slots=True)
class Answer:
    """A platform's answer. Header names have no case; what came on several lines of one name is joined by commas."""

    status_code: int
    reason: str
    headers: HTTPHeaderDict
    content: bytes
    url: str

    @property
    def is_success(self) -> bool:
        """Whether it is a yes; a redirect is none."""
        return 200 <= self.status_code < 300

    @property
    def text(self) -> str:
        """The body, as UTF-8, whatever the answer says it is."""
        return self.content.decode("utf-8", "replace")


class HttpClient:
    """Calls platforms; threads share it.

    A call ends within `deadline_s` from its first step to the last byte of the body. `allow_private` switches off the
    check of addresses and nothing else. Calls for pages, which hold one of the server's few threads while they last,
    are no more than `most_from_pages` at once; one too many is refused at once.
    """

    def __init__(
        self, *, allow_private: bool, deadline_s: float = CALL_DEADLINE_S, most_from_pages: int = MOST_FROM_PAGES
    ) -> None:
        self._allow_private = allow_private
        self._deadline_s = deadline_s
        self._room = threading.BoundedSemaphore(most_from_pages)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Read; see `request`."""
        return self.request("GET", url, data=None, headers=headers or {})

    def post(self, url: str, data: bytes | Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """Send a body, or the fields of a form; see `request`."""
        if isinstance(data, bytes):
            return self.request("POST", url, data=data, headers=headers or {})
        form = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.request("POST", url, data=urlencode(data).encode(), headers=form)

    def request(
        self,
        method: str,
        url: str,
        *,
        data: bytes | None,
        headers: Mapping[str, str],
        most_bytes: int = MAXIMUM_BODY_BYTES,
    ) -> Answer:
        """Make a call; whatever can go wrong on the wire is raised as PlatformUnreachable, or a kind of it."""
        try:
            with self._room_for_pages(), deadline(self._deadline_s), allowing_private(self._allow_private):
                return self._request(method, url, data, headers, most_bytes)
        except (NotPublic, LocationValueError, UnicodeError) as error:
            raise AddressNotAllowed from error
        except CallTimedOut as error:
            raise PlatformTimedOut from error
        except NotTrusted as error:
            raise PlatformNotTrusted from error
        except HTTPError as error:
            raise PlatformUnreachable from error

    def trust(self, authority: str) -> None:
        """Trust the certificate authorities in this file too."""
        self._tls.load_verify_locations(authority)

    def close(self) -> None:
        """Close what is kept open; the next call opens another one."""
        self._pools.clear()

    def _request(
        self, method: str, url: str, data: bytes | None, headers: Mapping[str, str], most_bytes: int
    ) -> Answer:
        where = _read_url(url)
        with_tls = {"ssl_context": self._tls} if where.scheme == "https" else None
        response = self._pools.connection_from_host(where.host, where.port, where.scheme, with_tls).urlopen(
            method,
            where.request_uri,
            body=data,
            headers={"User-Agent": USER_AGENT, **headers},
            redirect=False,
            assert_same_host=False,
            timeout=self._deadline_s,
            preload_content=False,
        )
        content = _read_body(response, most_bytes)
        return Answer(response.status, response.reason or "", response.headers, content, url)

    @contextmanager
    def _room_for_pages(self) -> Iterator[None]:
        if not has_request_context():
            yield
        elif not self._room.acquire(blocking=False):
            raise TooManyCalls
        else:
            try:
                yield
            finally:
                self._room.release()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made for the first call over https: reading the authorities takes longer than most calls."""
        return make_tls()

    @cached_property
    def _pools(self) -> PoolManager:
        return open_pools()


def _read_url(url: str) -> Url:
    where = parse_url(url)
    if where.scheme not in ("http", "https") or not where.host:
        raise NotPublic
    return where


def _read_body(response: BaseHTTPResponse, most_bytes: int) -> bytes:
    body = bytearray()
    with ExitStack() as unless_read:
        unless_read.callback(response.close)
        while chunk := response.read1(_CHUNK_BYTES, decode_content=True):
            body += chunk
            if len(body) > most_bytes:
                raise AnswerTooLarge
            seconds_left()
        unless_read.pop_all()
    response.release_conn()
    return bytes(body)
