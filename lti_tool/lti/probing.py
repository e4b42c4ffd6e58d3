"""Trying a registration against its live platform: its key set, then an access token for each service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lti_tool.errors import ToolError
from lti_tool.lti.ags import LINEITEM_SCOPE, RESULT_SCOPE, SCORE_SCOPE
from lti_tool.lti.extension import Lti
from lti_tool.lti.models import Registration
from lti_tool.lti.platform_keys import parse_key_set
from lti_tool.lti.services import PlatformConnector, read_json

SCOPES = {"scores": SCORE_SCOPE, "results": RESULT_SCOPE, "line items": LINEITEM_SCOPE}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried; `said` is what came of it, in words and without any secret."""

    what: str
    works: bool
    said: str


def probe(tool: Lti, registration: Registration) -> Iterator[Finding]:
    """Try everything that launches and grades need of a platform."""
    yield _try("its key set", lambda: _count_keys(tool, registration.jwks_url))
    connector = tool.connector(registration)
    for name, scope in SCOPES.items():
        yield _try(f"a token for {name}", lambda scope=scope: _ask_for_token(connector, scope))  # type: ignore[misc]  # mypy: lambda defaults


def _try(what: str, attempt: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, attempt())
    except ToolError as problem:
        return Finding(what, False, problem.message)


def _count_keys(tool: Lti, url: str) -> str:
    response = tool.http.get(url, headers={"Accept": "application/json"})
    answer = read_json(response) if response.ok else None
    keys = parse_key_set(answer) if isinstance(answer, dict) else {}
    if not keys:
        raise ToolError(f"{url} answered HTTP {response.status_code} without a key that we can use.")
    return f"{len(keys)} usable"


def _ask_for_token(connector: PlatformConnector, scope: str) -> str:
    _token, lifetime = connector.fetch_token([scope])
    return f"granted for {int(lifetime.total_seconds())} s"
