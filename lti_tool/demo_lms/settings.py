"""What the demo LMS must be told, and the facts that never change."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa

MAX_TITLE = 255


@dataclass(frozen=True)
class DemoSettings:
    """Where the demo LMS and the tool live; `data_path` is the file that keeps its state (None: memory).

    `clock` answers seconds since the epoch, so that tests decide what time it is;
    `signing_key` is the key of a first run, which else makes its own. `content` is placed in the second course then, as
    deep linking writes content items; where there is some, the first course begins with more than one link too.
    `imitates` names the LMS whose ways it takes on; `main_domain` is another address of it, where some of them lead.
    """

    base_url: str = "http://127.0.0.1:8001"
    tool_url: str = "http://localhost:8000"
    data_path: Path | None = None
    clock: Callable[[], float] = time.time
    signing_key: rsa.RSAPrivateKey | None = None
    content: tuple[Mapping[str, Any], ...] = ()
    imitates: str = ""
    main_domain: str = ""

    def __post_init__(self) -> None:
        for name in ("base_url", "tool_url"):
            object.__setattr__(self, name, _plain_url(name, getattr(self, name)))

    @property
    def tool_origin(self) -> str:
        """Scheme, host and port of the tool: what a browser calls its origin."""
        parts = urlsplit(self.tool_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def tool_login_url(self) -> str:
        """Where logins are initiated at the tool."""
        return f"{self.tool_url}/lti/login"

    @property
    def tool_launch_url(self) -> str:
        """Where messages are posted to the tool."""
        return f"{self.tool_url}/lti/launch"

    @property
    def tool_jwks_url(self) -> str:
        """Where the tool's public keys are."""
        return f"{self.tool_url}/lti/jwks.json"


def _plain_url(name: str, url: str) -> str:
    """Check that a URL is http(s) without query or fragment, and drop its last slash."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"{name} must be an http or https address without a query, not {url!r}.")
    return url.rstrip("/")
