"""The gradebook behind one resource link: its line item found or made, scores posted, results read."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from lti_tool.lti.services.ags.errors import (
    ColumnRefused,
    LineItemsIncomplete,
    LineItemsUnreadable,
    LineItemWithoutAddress,
    NoLineItem,
    ScoresNotAllowed,
)
from lti_tool.lti.services.ags.messages import (
    ALWAYS_OPEN,
    WINDOW_END,
    WINDOW_START,
    Result,
    Results,
    Score,
    Window,
    read_result,
)
from lti_tool.lti.services.ags.vocabulary import (
    GONE,
    LINEITEM_READONLY_SCOPE,
    LINEITEM_SCOPE,
    LINEITEM_TYPE,
    LINEITEMS_TYPE,
    NO_COLUMN,
    RESULT_SCOPE,
    RESULTS_TYPE,
    SCORE_SCOPE,
    SCORE_TYPE,
    SUBMISSION_REVIEW,
)
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.links import add_path
from lti_tool.lti.services.pages import MOST_PAGES, BrokeOff, PagedList, is_passing, rows_of_array
from lti_tool.lti.services.quirks import filtered_result_lacks_comment
from lti_tool.lti.services.refusals import PlatformRefused

MOST_PAGES_FOR_ONE = 100
"""Of a list in which one thing is looked for while a score waits."""


class GradebookService:
    """The gradebook behind one resource link; asks only for scopes that were granted, one need at a time.

    PyLTI1p3's own service lower-cases page links, raises KeyError without a scope and asks for every scope at
    once; nothing of it would be left, so this stands on its connector alone.
    """

    def __init__(
        self,
        connector: PlatformConnector,
        scopes: Sequence[str],
        lineitem_url: str | None,
        lineitems_url: str | None,
        window: Window = ALWAYS_OPEN,
    ) -> None:
        """`window` is for a column that is made, or whose dates are told."""
        self._connector = connector
        self._scopes = frozenset(scopes)
        self._lineitem_url = lineitem_url or None  # Moodle sends "" where grading is off
        self._lineitems_url = lineitems_url or None
        self._window = window

    def find_or_create_lineitem(
        self, *, resource_link_id: str, resource_id: str, tag: str, label: str, score_maximum: int
    ) -> str:
        """The URL of this link's line item: from the claim, else looked up, else made; raises NoLineItem."""
        if self._lineitem_url:
            return self._lineitem_url
        found = self.look_up_lineitem(resource_link_id=resource_link_id, resource_id=resource_id, tag=tag)
        if found:
            return found
        if LINEITEM_SCOPE not in self._scopes or self._lineitems_url is None:
            raise NoLineItem
        item = {"label": label[:255], "scoreMaximum": score_maximum, "resourceId": resource_id, "tag": tag}
        return self._make_tied(item, resource_link_id) or self._make_loose(item, resource_link_id)

    def look_up_lineitem(self, *, resource_link_id: str, resource_id: str, tag: str) -> str | None:
        """Ask the platform: the item of this resource link, else a free one with our resource id and tag.

        Raises LineItemsIncomplete where it may be in what could not be read.
        """
        if self._lineitems_url is None or not self._list_scopes():
            return None
        listed = self._list_items(resource_link_id=resource_link_id)
        ours = [item for item in listed if _link_of(item) == resource_link_id]
        if not ours:
            _refuse_if_incomplete(listed)
            ours = self._list_free_items(resource_link_id, tag) or self._list_free_items(resource_id, tag)
        best = sorted(ours, key=lambda item: (item.get("tag") != tag, item.get("resourceId") != resource_id))
        return str(best[0]["id"]) if best else None

    def _list_free_items(self, resource_id: str, tag: str) -> list[dict[str, Any]]:
        """The items that carry our resource id and tag and belong to no resource link."""
        listed = self._list_items(resource_id=resource_id)
        ours = [item for item in listed if item.get("resourceId") == resource_id and item.get("tag") == tag]
        free = [item for item in ours if not _link_of(item)]
        if not free:
            _refuse_if_incomplete(listed)
        return free

    def post_score(self, lineitem_url: str, score: Score) -> None:
        """Put a score into the gradebook; raises PlatformRefused, PlatformUnreachable."""
        if SCORE_SCOPE not in self._scopes:
            raise ScoresNotAllowed
        self._connector.make_service_request(
            [SCORE_SCOPE],
            add_path(lineitem_url, "scores"),
            data=score.to_json(),
            content_type=SCORE_TYPE,
            accept="*/*",
            method="POST",
        )

    def can_read_results(self) -> bool:
        """Whether the platform lets us see what its gradebook holds."""
        return RESULT_SCOPE in self._scopes

    def read_result(self, lineitem_url: str, user_id: str) -> Result | None:
        """One person's result, or None where there is none; without `limit`, which Moodle answers with a 404 page.

        A platform that does not filter is read on until the person is found; raises IncompleteList where that fails.
        """
        if not self.can_read_results():
            return None
        url = add_path(lineitem_url, "results")
        if not filtered_result_lacks_comment(self._connector.issuer):
            url = _add_query(url, user_id=user_id)
        results = self._list_results(url, most_pages=MOST_PAGES_FOR_ONE)
        found = next((row for row in results if str(row.get("userId")) == user_id), None)
        if found is None and results.gap:
            raise results.gap
        return found and read_result(found)

    def read_results(self, lineitem_url: str) -> Results:
        """Everybody's results; without `limit`, but page by page where it pages."""
        listed = self._list_results(add_path(lineitem_url, "results"))
        found = {str(row.get("userId")): read_result(row) for row in listed}
        return Results(found, listed.gap)

    def has_lineitem(self, lineitem_url: str) -> bool:
        """Whether a line item is still there; True where we may not look."""
        if not self._list_scopes():
            return True
        try:
            self._connector.make_service_request(self._list_scopes(), lineitem_url, accept=LINEITEM_TYPE)
        except PlatformRefused as error:
            if error.refusal.http_status in GONE:
                return False
            raise
        return True

    def tell_window(self, *, resource_ids: Collection[str], tag: str) -> bool:
        """Bring the dates of the column up to date; False where it is none that was made for us, or we may not.

        Ours carries one of our resource ids and our tag. What else it says is sent back as it came: a PUT replaces all
        of it (AGS 2.0 §3.2.7), and Moodle lets go of a column whose link is left out.
        """
        url = self._lineitem_url
        if url is None or LINEITEM_SCOPE not in self._scopes:
            return False
        item = self._connector.make_service_request(self._list_scopes(), url, accept=LINEITEM_TYPE)["body"]
        if not isinstance(item, dict) or item.get("tag") != tag or item.get("resourceId") not in resource_ids:
            return False
        if Window.read(item) != self._window:
            kept = {name: value for name, value in item.items() if name not in (WINDOW_START, WINDOW_END)}
            self._connector.make_service_request(
                self._list_scopes(),
                url,
                data=json.dumps(kept | self._window.to_dict()),
                content_type=LINEITEM_TYPE,
                accept=LINEITEM_TYPE,
                method="PUT",
            )
        return True

    def _make_tied(self, item: dict[str, Any], resource_link_id: str) -> str | None:
        """A column of this resource link; None where the platform has no column for such a link."""
        try:
            return self._create_lineitem({**item, "resourceLinkId": resource_link_id})
        except PlatformRefused as error:
            if error.refusal.throttled or error.refusal.http_status not in NO_COLUMN:
                raise
        return None

    def _make_loose(self, item: dict[str, Any], resource_link_id: str) -> str:
        """A column of its own, whose resource id is the link's, so that it is found again and is no other link's.

        Canvas answers 404 to the id of a link that is no assignment: one placed in a module.
        https://developerdocs.instructure.com/services/canvas/resources/line_items
        """
        try:
            return self._create_lineitem({**item, "resourceId": resource_link_id})
        except PlatformRefused as error:
            if error.refusal.throttled or error.refusal.http_status not in NO_COLUMN:
                raise
            raise ColumnRefused(error.refusal) from error

    def _create_lineitem(self, item: dict[str, Any]) -> str:
        answer = self._connector.make_service_request(
            self._list_scopes(),
            self._lineitems_url or "",
            data=json.dumps({**item, "submissionReview": SUBMISSION_REVIEW, **self._window.to_dict()}),
            content_type=LINEITEM_TYPE,
            accept=LINEITEM_TYPE,
            method="POST",
        )["body"]
        url = answer.get("id") if isinstance(answer, dict) else None
        if not isinstance(url, str) or not url:
            raise LineItemWithoutAddress
        return url

    def _list_results(self, url: str, most_pages: int = MOST_PAGES) -> PagedList:
        return PagedList(self._connector, [RESULT_SCOPE], url, RESULTS_TYPE, _rows_of_results, most_pages)

    def _list_items(self, **wanted: str) -> PagedList:
        """Line items, filtered by platforms that filter; the caller looks again, since some do not."""
        url, scopes = _add_query(self._lineitems_url or "", **wanted), self._list_scopes()
        return PagedList(self._connector, scopes, url, LINEITEMS_TYPE, _rows_of_line_items, MOST_PAGES_FOR_ONE)

    def _list_scopes(self) -> list[str]:
        """Both where both were granted: Moodle wants lineitem.readonly by name."""
        return sorted(self._scopes & {LINEITEM_SCOPE, LINEITEM_READONLY_SCOPE})


def _rows_of_results(body: object) -> list[dict[str, Any]]:
    return [row for row in rows_of_array(body) if isinstance(row, dict)]


def _rows_of_line_items(body: object) -> list[dict[str, Any]]:
    if not isinstance(body, list):
        raise LineItemsUnreadable
    return [item for item in body if isinstance(item, dict) and _has_url(item)]


def _refuse_if_incomplete(listed: PagedList) -> None:
    """Nothing is made while ours may be in the rest; what passes is tried again."""
    if isinstance(listed.gap, BrokeOff) and is_passing(listed.gap):
        raise listed.gap.cause
    if listed.gap:
        raise LineItemsIncomplete(listed.gap)


def _has_url(item: dict[str, Any]) -> bool:
    return isinstance(item.get("id"), str) and bool(item["id"])


def _link_of(item: dict[str, Any]) -> str:
    return str(item.get("resourceLinkId") or "")


def _add_query(url: str, **wanted: str) -> str:
    """Add parameters, replacing equal names and keeping the rest of the query in its order."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in wanted]
    return parts._replace(query=urlencode(kept + list(wanted.items())), fragment="").geturl()
