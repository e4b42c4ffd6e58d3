"""Lists that a platform answers page by page: what was read of one, and whether that is the whole.

A list that was not read to its end proves who is there, never who is not: whoever is missing may be in the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.errors import N_, ToolError
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.http import AddressNotAllowed, AnswerTooLarge, PlatformUnreachable
from lti_tool.lti.services.links import canonical_origin, name_host
from lti_tool.lti.services.refusals import PlatformRefused
from lti_tool.reasons import Params, Reason
from lti_tool.templating import words_of

MOST_PAGES = 1_000
MOST_ROWS = 50_000


class Caused:
    """Mixed into a ToolError that has another one for its cause, which its words name as %(problem)s."""

    def __init__(self, cause: ToolError, **facts: object) -> None:
        reason = cause.reason
        params = {**facts, "code": reason.code, "facts": dict(reason.params)}
        super().__init__(params=params)  # type: ignore[call-arg]  # the ToolError's
        self.cause = cause

    @staticmethod
    def places(params: Params) -> Params:
        """The cause in words beside the facts."""
        return {**params, "problem": words_of(Reason(params["code"], params["facts"]))}


class IncompleteList(ToolError):
    """A list ended before its end."""

    code = "list_incomplete"
    status = 502
    title = N_("A list was not read to its end")
    message = N_("The learning platform's list could not be read to its end.")
    advice = ""


class ContinuesElsewhere(IncompleteList):
    """The next page is at an address that gets no token of ours."""

    code = "list_continues_elsewhere"
    message = N_(
        "The learning platform's list goes on at %(host)s, which is not registered as one of its addresses, so the "
        "rest was not read. If it is one, the people who run this tool can add it: "
        "lti-tool registrations hosts %(registration)s --service-host %(host)s"
    )


class TooLong(IncompleteList):
    """More pages, or more rows, than are read."""

    code = "list_too_long"
    message = N_("The learning platform's list goes on after %(pages)s pages (%(rows)s entries); no more were read.")


class GoesRound(IncompleteList):
    """The next page is one that was read already."""

    code = "list_goes_round"
    message = N_("Page %(pages)s of the learning platform's list leads back to one that was read already.")


class BrokeOff(Caused, IncompleteList):
    """A page in the middle could not be read."""

    code = "list_broke_off"
    message = N_("Page %(page)s of the learning platform's list could not be read: %(problem)s")


class OddPage(ToolError):
    """An answer that is no page of the list that was asked for."""

    code = "list_page_odd"
    status = 502
    message = N_("The learning platform's answer was no list.")


@dataclass
class PagedList:
    """One list of a platform: iterate over its rows, page after page, then see whether there is a `gap`.

    Without one, who is not in it is not there. `rows_of` takes the rows out of a page's body, or raises a ToolError.
    The first page's troubles are raised as they are; later ones end the list. The token goes to the first page's own
    origin and to the registration's others only.
    """

    connector: PlatformConnector
    scopes: Sequence[str]
    first_url: str
    accept: str
    rows_of: Callable[[object], Sequence[Any]]
    most_pages: int = MOST_PAGES
    gap: IncompleteList | None = None

    def __iter__(self) -> Iterator[Any]:
        """Every row, in the platform's order."""
        for page in self.pages():
            yield from page

    def pages(self) -> Iterator[Sequence[Any]]:
        """The rows of each page; whoever stops early has asked for no more than that."""
        seen: set[str] = set()
        url: str | None = self.first_url
        rows = 0
        while url:
            seen.add(url)
            try:
                answer = self._fetch(url)
                page = self.rows_of(answer["body"])
            except ToolError as problem:
                if len(seen) == 1:
                    raise
                self.gap = BrokeOff(problem, page=len(seen))
                return
            yield page
            rows += len(page)
            url = answer["next_page_url"]
            self.gap = self._what_stops(url, seen, rows)
            if self.gap:
                return

    def _fetch(self, url: str) -> Mapping[str, Any]:
        return self.connector.make_service_request(list(self.scopes), url, accept=self.accept)

    def _what_stops(self, url: str | None, seen: set[str], rows: int) -> IncompleteList | None:
        """Why the next page is not asked for, if it is not."""
        if not url:
            return None
        if url in seen:
            return GoesRound(params={"pages": len(seen)})
        if len(seen) >= self.most_pages or rows >= MOST_ROWS:
            return TooLong(params={"pages": len(seen), "rows": rows})
        origin = canonical_origin(url)
        if origin and (origin == canonical_origin(self.first_url) or self.connector.may_have_token(url)):
            return None
        return ContinuesElsewhere(params={"host": name_host(url), "registration": self.connector.registration_id})


def rows_of_array(body: object) -> Sequence[Any]:
    """The rows of a page that is a JSON array."""
    if not isinstance(body, list):
        raise OddPage
    return body


def is_passing(problem: ToolError) -> bool:
    """Whether the same call may do better in a while."""
    if isinstance(problem, BrokeOff):
        return is_passing(problem.cause)
    if isinstance(problem, PlatformRefused):
        return problem.refusal.is_temporary
    return isinstance(problem, PlatformUnreachable) and not isinstance(problem, AnswerTooLarge | AddressNotAllowed)
