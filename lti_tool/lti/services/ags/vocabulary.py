"""The words of AGS 2.0: scopes, media types, and what answers mean."""

from __future__ import annotations

from collections.abc import Sequence

SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
RESULT_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
LINEITEM_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
LINEITEM_READONLY_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
LINEITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
LINEITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
GONE = frozenset({404, 410})
NO_COLUMN = frozenset({400, 403, 404, 405, 409, 410, 412, 422})
"""Answers to a new line item that another try will not change."""
SUBMISSION_REVIEW = {"reviewableStatus": ["InProgress", "Submitted", "Completed"]}
"""When a gradebook may open the work behind a grade of a column (submission review 1.0 §4.1)."""


def is_graded(scopes: Sequence[str], lineitem_url: str | None, lineitems_url: str | None) -> bool:
    """Whether a launch granted what a score needs: its scope, and a line item or a way to one."""
    can_look = bool(lineitems_url) and bool({LINEITEM_SCOPE, LINEITEM_READONLY_SCOPE} & set(scopes))
    return SCORE_SCOPE in scopes and (bool(lineitem_url) or can_look)
