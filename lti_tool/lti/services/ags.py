"""Assignment and Grade Services 2.0: line items found or made, scores posted, results read."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from lti_tool.errors import N_, ToolError
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.links import add_path
from lti_tool.lti.services.pages import (
    MOST_PAGES,
    BrokeOff,
    Caused,
    IncompleteList,
    PagedList,
    is_passing,
    rows_of_array,
)
from lti_tool.lti.services.quirks import canvas_submission, filtered_result_lacks_comment
from lti_tool.lti.services.refusals import PlatformRefused, Refusal

SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
RESULT_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
LINEITEM_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
LINEITEM_READONLY_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
LINEITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
LINEITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
MOST_PAGES_FOR_ONE = 100
"""Of a list in which one thing is looked for while a score waits."""
WINDOW_START, WINDOW_END = "startDateTime", "endDateTime"
GONE = frozenset({404, 410})
NO_COLUMN = frozenset({400, 403, 404, 405, 409, 410, 412, 422})
"""Answers to a new line item that another try will not change."""
SUBMISSION_REVIEW = {"reviewableStatus": ["InProgress", "Submitted", "Completed"]}
"""When a gradebook may open the work behind a grade of a column (submission review 1.0 §4.1)."""


class NoLineItem(ToolError):
    """There is no gradebook column for this link, and we may not make one."""

    code = "no_line_item"
    status = 409
    title = N_("No gradebook column")
    message = N_(
        "The learning platform has no gradebook column for this link, and does not let this tool make one. "
        "Turn grading on in the link's settings there, then launch it once."
    )


class ColumnRefused(NoLineItem):
    """The platform makes no gradebook column for this link, tied to it or not."""

    code = "column_refused"
    message = N_("The learning platform makes no gradebook column for this link, so it is not graded (%(refusal)s).")
    advice = N_(
        "To have it graded, place the module once more where your platform grades: in Canvas as an assignment "
        "(submission type “External tool”), elsewhere as a graded activity."
    )

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(params=refusal.facts)

    places = staticmethod(PlatformRefused.places)


class ScoresNotAllowed(NoLineItem):
    """The scope to send scores was not granted with the link's last launch."""

    code = "scores_not_allowed"
    message = N_("The learning platform does not let this tool send scores for this link.")


class LineItemWithoutAddress(NoLineItem):
    """A line item was made, and its id is not in the answer (AGS 2.0 §3.2)."""

    code = "line_item_without_address"
    message = N_("The learning platform made a gradebook column but did not say where it is.")


class LineItemsUnreadable(NoLineItem):
    """An answer that is no list of line items."""

    code = "line_items_unreadable"
    message = N_("The learning platform's list of gradebook columns could not be read.")


class LineItemsIncomplete(Caused, NoLineItem):
    """The list of line items was not read to its end, and the link's own is not in what was read."""

    code = "line_items_incomplete"
    message = N_(
        "The list of gradebook columns was not read to its end, so no column was made: there may be one. %(problem)s"
    )


@dataclass(frozen=True)
class Score:
    """What a score POST says (AGS 2.0 §3.4): `score_given` of `score_maximum`; times are aware.

    `work_url` is where Canvas's graders open what was scored.
    """

    user_id: str
    score_given: float
    score_maximum: float
    timestamp: datetime
    started_at: datetime | None = None
    submitted_at: datetime | None = None
    comment: str | None = None
    new_submission: bool = False
    work_url: str = ""
    activity_progress: str = "Completed"
    grading_progress: str = "FullyGraded"

    def to_json(self) -> str:
        """The body, without what we do not know: an explicit null would erase something."""
        body: dict[str, Any] = {
            "userId": self.user_id,
            "scoreGiven": _plain_number(self.score_given),
            "scoreMaximum": _plain_number(self.score_maximum),
            "activityProgress": self.activity_progress,
            "gradingProgress": self.grading_progress,
            "timestamp": format_timestamp(self.timestamp),
        }
        if self.comment:
            body["comment"] = self.comment
        times = {"startedAt": self.started_at, "submittedAt": self.submitted_at}
        if submission := {name: format_timestamp(at) for name, at in times.items() if at}:
            body["submission"] = submission
        return json.dumps(body | canvas_submission(self.new_submission, self.work_url))


@dataclass(frozen=True)
class Result:
    """What the platform's gradebook holds for one person (AGS 2.0 §3.3); None where it holds nothing."""

    score: float | None
    maximum: float | None
    comment: str | None = None
    timestamp: datetime | None = None

    def agrees_with(self, score: Score, tolerance: float = 0.001) -> bool:
        """Whether the two are the same share of their maxima: platforms rescale and round."""
        return self.share is not None and abs(self.share - score.score_given / score.score_maximum) < tolerance

    @property
    def share(self) -> float | None:
        """How much of the maximum it is, 0 to 1 (or more, where a person gave extra points); None where it is blank."""
        return self.score / self.maximum if self.score is not None and self.maximum else None


@dataclass(frozen=True, slots=True)
class Results:
    """A column's results by the platform's user id, and why no more were read, where that is so."""

    by_user: Mapping[str, Result]
    gap: IncompleteList | None = None


@dataclass(frozen=True)
class Window:
    """From when to when a column takes work (AGS 2.0 §3.2.9 and §3.2.10); None is an end that is left open."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def to_dict(self) -> dict[str, str]:
        """As a line item writes it."""
        ends = {WINDOW_START: self.starts_at, WINDOW_END: self.ends_at}
        return {name: format_timestamp(at) for name, at in ends.items() if at}

    @classmethod
    def read(cls, item: Mapping[str, Any]) -> Window:
        """What a line item says."""
        return cls(_time_or_none(item.get(WINDOW_START)), _time_or_none(item.get(WINDOW_END)))


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
        window: Window = Window(),
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
        return found and _read_result(found)

    def read_results(self, lineitem_url: str) -> Results:
        """Everybody's results; without `limit`, but page by page where it pages."""
        listed = self._list_results(add_path(lineitem_url, "results"))
        found = {str(row.get("userId")): _read_result(row) for row in listed}
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


def format_timestamp(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and a Z, the one form that every platform was seen to accept."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_graded(scopes: Sequence[str], lineitem_url: str | None, lineitems_url: str | None) -> bool:
    """Whether a launch granted what a score needs: its scope, and a line item or a way to one."""
    can_look = bool(lineitems_url) and bool({LINEITEM_SCOPE, LINEITEM_READONLY_SCOPE} & set(scopes))
    return SCORE_SCOPE in scopes and (bool(lineitem_url) or can_look)


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


def _plain_number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 4)


def _add_query(url: str, **wanted: str) -> str:
    """Add parameters, replacing equal names and keeping the rest of the query in its order."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in wanted]
    return parts._replace(query=urlencode(kept + list(wanted.items())), fragment="").geturl()


def _read_result(result: dict[str, Any]) -> Result:
    comment = result.get("comment")
    return Result(
        score=_number_or_none(result.get("resultScore")),
        maximum=_number_or_none(result.get("resultMaximum", 1)),  # AGS 2.0 §3.3.5: 1 when absent
        comment=comment if isinstance(comment, str) and comment else None,
        timestamp=_time_or_none(result.get("timestamp")),
    )


def _number_or_none(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _time_or_none(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo else None
