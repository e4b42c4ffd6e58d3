"""What platforms do differently when we call their services: one function, one link, one test each."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from urllib.parse import urlsplit

from lti_tool.text.web_address import host_of

THROTTLED_BODY = "rate limit exceeded"
CANVAS_ISSUERS = frozenset(f"https://canvas{stage}.instructure.com" for stage in ("", ".beta", ".test"))
BLACKBOARD_ISSUER = "https://blackboard.com"
BRIGHTSPACE_TOKENS = "auth.brightspace.com"
BRIGHTSPACE_AUDIENCE = "https://api.brightspace.com/auth/token"
_MOODLES_WORDS = {
    "token_already_used": "registration_token_used",
    "missing_registration_token": "registration_token_missing",
    "token_expired": "registration_token_expired",
}


def mend_link_header(value: str) -> str:
    """Moodle writes `rel=“next”` in curly quotes, as UTF-8 in a latin-1 header, and `&amp;` inside the URL.

    Seen on Moodle 4.1; https://github.com/moodle/moodle/blob/MOODLE_401_STABLE/mod/lti/service/gradebookservices
    """
    with contextlib.suppress(UnicodeError):  # it was plain latin-1, or text already
        value = value.encode("latin-1").decode("utf-8")
    return value.replace("“", '"').replace("”", '"').replace("&amp;", "&")


def is_throttled_by_canvas(status: int, headers: Mapping[str, str], body: str) -> bool:
    """Canvas throttles with 403, told from a real refusal by its body or by an exhausted quota.

    https://developerdocs.instructure.com/services/canvas/basics/file.throttling
    """
    if status != 403:
        return False
    if THROTTLED_BODY in body[:1000].lower():
        return True
    try:
        return float(headers.get("X-Rate-Limit-Remaining", "1")) <= 0
    except ValueError:
        return False


def cut_echoed_request(reason: str) -> str:
    """Moodle's reason phrase repeats the whole refused score, person and all: keep what comes before it.

    Seen on Moodle 4.1: `Incorrect score received{"userId": …`.
    """
    return reason.split("{", 1)[0].strip()


def is_brightspace(token_url: str) -> bool:
    """Every Brightspace asks its vendor's host for tokens.

    https://community.d2l.com/brightspace/kb/articles/23661-lti-advantage-developer-faq
    """
    return host_of(token_url).lower() == BRIGHTSPACE_TOKENS


def is_locked_by_moodle(status: int, headers: Mapping[str, str], body: str) -> bool:
    """Moodle answers 500 and an empty list, typed as a score, where its gradebook keeps a locked grade as it is.

    A fault of Moodle's own is a page, or JSON that says what broke. Seen on Moodle 4.1;
    https://github.com/moodle/moodle/blob/MOODLE_401_STABLE/mod/lti/service/gradebookservices
    """
    is_score = headers.get("Content-Type", "").startswith("application/vnd.ims.lis.v1.score+json")
    return status == 500 and is_score and body.strip() == "[]"


def canvas_submission(new_submission: bool, work_url: str = "") -> dict[str, object]:
    """Canvas's extension of a score: without it every score is a new submission and eats allowed attempts.

    With `work_url`, an address of ours, graders open the work in Canvas's SpeedGrader by a launch to it; Canvas keeps
    the address of a new submission alone. https://developerdocs.instructure.com/services/canvas/all_resources/score
    """
    what = {"submission_type": "basic_lti_launch", "submission_data": work_url} if work_url else {}
    return {"https://canvas.instructure.com/lti/submission": {"new_submission": new_submission, **what}}


def is_stale_timestamp(status: int, detail: str) -> bool:
    """Moodle answers 409 to a score that is not newer than its own; Open edX and Canvas say so with 400.

    https://github.com/openedx/xblock-lti-consumer/blob/master/lti_consumer/lti_1p3/extensions/rest_framework
    """
    return status == 409 or (status == 400 and "timestamp" in detail.lower())


def speaks_for_shared_issuer(configuration_url: str, issuer: str) -> bool:
    """Canvas and Blackboard are one issuer for all customers; only their own hosts may speak for it.

    A Canvas configuration may come from a customer's host, always at the same path, which Canvas itself serves.
    https://developerdocs.instructure.com/services/canvas/external-tools/lti/file.registration
    """
    parts = urlsplit(configuration_url)
    if parts.scheme != "https":
        return False
    if issuer in CANVAS_ISSUERS and parts.path == "/api/lti/security/openid-configuration":
        return parts.netloc.lower().endswith((".instructure.com", ".canvaslms.com"))
    return issuer == BLACKBOARD_ISSUER and parts.netloc.lower() == "developer.blackboard.com"


def serves_shared_issuer(url: str, issuer: str) -> bool:
    """Whether a service stands on a host of the vendor whose issuer does not name it.

    Canvas and Blackboard are one issuer for all customers; every Brightspace asks its vendor's host for tokens.
    https://developerdocs.instructure.com/services/canvas/external-tools/lti/file.registration
    """
    parts = urlsplit(url)
    if issuer in CANVAS_ISSUERS:
        return is_host_of_canvas(url, issuer)
    vendors = "developer.blackboard.com" if issuer == BLACKBOARD_ISSUER else BRIGHTSPACE_TOKENS
    return parts.scheme == "https" and parts.netloc.lower() == vendors


def is_host_of_canvas(url: str, issuer: str) -> bool:
    """Whether a URL is on a host of Canvas's vendor, and the issuer is Canvas's.

    Canvas writes the next page of a list on its account's main domain, which need not be the one that was asked.
    https://github.com/instructure/canvas-lms/blob/master/app/controllers/lti/ims/results_controller.rb
    """
    parts = urlsplit(url)
    is_theirs = parts.netloc.lower().endswith((".instructure.com", ".canvaslms.com"))
    return issuer in CANVAS_ISSUERS and parts.scheme == "https" and is_theirs


def filtered_result_lacks_comment(issuer: str) -> bool:
    """Blackboard leaves the comment out of a result that is asked for by `user_id`, and a score without it clears it.

    https://github.com/hypothesis/lms/issues/5685
    """
    return issuer == BLACKBOARD_ISSUER


def explain_registration_refusal(body: str) -> str | None:
    """Moodle says why in one word, as text/html: the code of what an admin can do, or None where it is no such word."""
    return _MOODLES_WORDS.get(body.strip()[:100])
