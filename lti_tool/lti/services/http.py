"""The one way out: calls to platforms have time limits, a size cap, no redirects, and no private addresses.

Built on requests-hardened, which pins the address that it checked, so that a second DNS answer cannot lead
elsewhere. Mended here: redirect bodies that requests reads without limit, address ranges that its filter
leaves out, cookies and proxies of the environment, answers that drip or never end.
"""

from __future__ import annotations

import ipaddress
import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3
from requests_hardened import Config, HTTPSession  # type: ignore[import-untyped]  # it ships no py.typed
from requests_hardened.ip_filter import InvalidIPAddress  # type: ignore[import-untyped]
from requests_hardened.ip_filter_adapter import IPFilterAdapter  # type: ignore[import-untyped]

from lti_tool import __version__
from lti_tool.errors import N_, ToolError

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 10.0
BODY_DEADLINE_S = 30.0
MAXIMUM_BODY_BYTES = 1_000_000
USER_AGENT = f"LibraryServiceLTI/{__version__}"
_CHUNK_BYTES = 65_536
_NOT_A_PUBLIC_URL = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    UnicodeError,
)


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
    message = N_("The learning platform's answer was larger than one megabyte.")


class AddressNotAllowed(PlatformUnreachable):
    """The address is private, loopback or otherwise not public, or the URL is none that we call."""

    code = "address_not_allowed"
    message = N_("The learning platform's address is not a public http or https address.")
    advice = N_("If the platform is inside your own network, the operator can set LTI_TOOL_ALLOW_PRIVATE_PLATFORMS.")


class PlatformSession(HTTPSession):  # type: ignore[misc]  # an untyped base
    """A requests session that keeps every promise of this module; failures are raised as PlatformUnreachable.

    Threads may share it: nothing in it changes after it was built (no cookies are kept, no redirects
    remembered) and urllib3's connection pools are made for threads.
    """

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Make a call; whatever can go wrong on the wire is raised as one of the errors above."""
        try:
            response: requests.Response = super().request(*args, **kwargs)
        except (InvalidIPAddress, *_NOT_A_PUBLIC_URL) as error:
            raise AddressNotAllowed from error
        except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise PlatformTimedOut from error
        except (requests.exceptions.SSLError, urllib3.exceptions.SSLError) as error:
            raise PlatformNotTrusted from error
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise PlatformUnreachable from error
        return response

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send, and read the body here, within its cap and deadline, whatever the caller said."""
        kwargs["stream"] = True
        response: requests.Response = super().send(request, **kwargs)
        response._content = _read_body(response)
        response._content_consumed = True  # type: ignore[attr-defined]  # how requests marks a body as read
        return response

    def get_redirect_target(self, resp: requests.Response) -> None:
        """There is none: to find the next step, requests would read a redirect's body without limit."""
        return


class PublicAddressAdapter(IPFilterAdapter):  # type: ignore[misc]  # an untyped base
    """The filter, stricter: site-local and IPv4-compatible IPv6 addresses slip through the library's."""

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: bool | str, cert: str | tuple[str, str] | None = None
    ) -> tuple[Any, Any]:
        """Check the pinned address that the library is about to connect to."""
        host_params, pool_kwargs = super().build_connection_pool_key_attributes(request, verify, cert)
        if not is_public(host_params["host"].strip("[]")):
            raise InvalidIPAddress(host_params["host"])
        return host_params, pool_kwargs


def build_session(allow_private: bool) -> PlatformSession:
    """A session for calling platforms; `allow_private` switches off the address filter and nothing else."""
    session = PlatformSession(
        Config(
            ip_filter_enable=not allow_private,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
            user_agent_override=USER_AGENT,
        )
    )
    if not allow_private:
        session.mount("http://", PublicAddressAdapter(is_https_proto=False))
        session.mount("https://", PublicAddressAdapter(is_https_proto=True))
    return session


def is_public(address: str) -> bool:
    """Whether an IP address may be called: globally reachable, unicast, not an old form of a private one."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour is not None:
            return is_public(str(ip.sixtofour))
        if ip.is_site_local or ip.teredo is not None:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _read_body(response: requests.Response) -> bytes:
    deadline = time.monotonic() + BODY_DEADLINE_S
    body = bytearray()
    try:
        while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
            body += chunk
            if len(body) > MAXIMUM_BODY_BYTES:
                raise AnswerTooLarge
            if time.monotonic() > deadline:
                raise PlatformTimedOut
    except BaseException:
        response.close()
        raise
    response.raw.release_conn()
    return bytes(body)
