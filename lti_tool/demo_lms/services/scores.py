"""Assignment and Grade Services 2.0: the score and result services (AGS 3.3, 3.4)."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, abort, g, request
from flask.wrappers import Response

from lti_tool.demo_lms.dialects.dialect import Case, Paths
from lti_tool.demo_lms.services.fields import (
    check_timestamp,
    optional_number,
    optional_text,
    require_choice,
    require_text,
)
from lti_tool.demo_lms.services.guard import (
    Door,
    ServiceRefused,
    answer_json,
    narrate,
    require_accept,
    require_content,
    require_scope,
    service_blueprint,
)
from lti_tool.demo_lms.services.line_items import require_line_item
from lti_tool.demo_lms.services.paging import add_headers, cut_page
from lti_tool.demo_lms.state.gradebook import AttemptsUsedUp, GradeLocked, LineItem, Result, ScoreTooOld
from lti_tool.demo_lms.state.people import Person
from lti_tool.demo_lms.vocabulary import RESULT_CONTAINER_TYPE, SCOPE_RESULT_READONLY, SCOPE_SCORE, SCORE_TYPE
from lti_tool.demo_lms.web import current_platform

ACTIVITY_PROGRESS = ("Initialized", "Started", "InProgress", "Submitted", "Completed")
GRADING_PROGRESS = ("NotReady", "Failed", "Pending", "PendingManual", "FullyGraded")
_COMMENT_LENGTH = 10_000
_NOBODY = "The userId names nobody in this course."
_SUBMISSION = "https://canvas.instructure.com/lti/submission"


def make_blueprint(paths: Paths) -> Blueprint:
    """The doors of the services, where this LMS has them."""
    doors: tuple[Door, ...] = (
        (f"{paths.line_item}/scores", "POST", receive_score),
        (f"{paths.line_item}/results", "GET", list_results),
    )
    return service_blueprint("ags_scores", "score", doors)


def receive_score(course_key: str, item_id: str) -> Response:
    """Take a score into the gradebook; 409 if it is not later than the one held (AGS 2.0, section 3.3)."""
    narrate("score", "The tool sent a score.")
    require_scope(SCOPE_SCORE)
    item = require_line_item(course_key, item_id)
    body = require_content(SCORE_TYPE)
    person = _require_learner(body, item)
    narrate("score", f"The tool sent a score of {person.name} for “{item.label}”.")
    result = _read_score(body, item, person)
    platform = current_platform()
    try:
        platform.gradebook.apply(result, body)
    except ScoreTooOld as error:
        raise ServiceRefused(error.status, str(error)) from error
    except GradeLocked as error:
        return _refuse_locked(error)
    except AttemptsUsedUp as error:
        raise _not_gradable("attempts used up", "No attempt is left.") from error
    narrate("score", _told(platform.gradebook.result(item.id, person.sub) or result, result, item, person))
    if platform.faults.take("drop_after_score"):
        g.refusal = "kept the score, then hung up without an answer, on purpose."
        return Response(_hang_up())
    return Response(status=200, content_type=SCORE_TYPE)


def _refuse_locked(error: GradeLocked) -> Response:
    """Moodle 4.1 says no more than an empty list."""
    status, words = current_platform().dialect.locked
    if words:
        raise ServiceRefused(status, words) from error
    g.refusal = "the grade is locked."
    return Response("[]", status=status, content_type=SCORE_TYPE)


def list_results(course_key: str, item_id: str) -> Response:
    """Answer the grades held for a line item (AGS 2.0, section 3.4)."""
    narrate("results", "The tool asked which grades the LMS holds in one gradebook column.")
    require_scope(SCOPE_RESULT_READONLY)
    item = require_line_item(course_key, item_id)
    require_accept(RESULT_CONTAINER_TYPE)
    dialect = current_platform().dialect
    if dialect.results.breaks and "limit" in request.args:
        abort(404)
    wanted = None if "user_id" in dialect.unknown_filters else request.args.get("user_id")
    results, headers = cut_page([result for result in _held(item) if wanted in {None, result.user_id}], dialect.results)
    has_comment = wanted is None or dialect.filtered_results_have_comment
    shown = [_as_json(result, item, has_comment=has_comment) for result in results]
    return add_headers(answer_json(shown, RESULT_CONTAINER_TYPE), headers)


def _held(item: LineItem) -> list[Result]:
    """The grades there are; in an LMS that lists its members, a row for each of them."""
    platform = current_platform()
    held = {result.user_id: result for result in platform.gradebook.results(item.id)}
    if platform.dialect.results_of == "everybody":
        for person in platform.members(platform.courses[item.course_id]):
            held.setdefault(person.sub, Result(item.id, person.sub, "", None, None, None, "", ""))
    return list(held.values())


def _require_learner(body: dict[str, Any], item: LineItem) -> Person:
    platform = current_platform()
    person = platform.person_by_sub(require_text(body, "userId"))
    role = person and platform.courses[item.course_id].role_of(person.id)
    if person is None:
        raise _not_gradable("stranger", _NOBODY)
    if role is None:
        raise _not_gradable("left", _NOBODY)
    if not platform.courses[item.course_id].is_graded(person.id) and not platform.dialect.grades_teachers:
        raise _not_gradable("teacher", f"{person.name} is an instructor here, and only learners have grades.")
    return person


def _not_gradable(case: Case, own_words: str) -> ServiceRefused:
    return ServiceRefused(*current_platform().dialect.not_gradable.get(case, (400, own_words)))


def _read_score(body: dict[str, Any], item: LineItem, person: Person) -> Result:
    given, maximum = _read_points(body)
    _check_submission(body)
    return Result(
        line_item_id=item.id,
        user_id=person.sub,
        timestamp=check_timestamp(body.get("timestamp"), "timestamp"),
        activity_progress=require_choice(body, "activityProgress", ACTIVITY_PROGRESS),
        grading_progress=(grading := require_choice(body, "gradingProgress", GRADING_PROGRESS)),
        # Moodle and Canvas blank the grade whatever it was, unless grading is finished.
        score_given=given if grading == "FullyGraded" else None,
        score_maximum=maximum,
        comment=optional_text(body, "comment", _COMMENT_LENGTH) or None,
        **_read_submission(body),
    )


def _read_submission(body: dict[str, Any]) -> dict[str, Any]:
    """Canvas's own: a score is a submission unless it says otherwise, and may say what was submitted."""
    if not current_platform().dialect.counts_attempts:
        return {}
    said = body.get(_SUBMISSION, {})
    is_address = said.get("submission_type") == "basic_lti_launch"
    return {
        "submissions": int(said.get("new_submission", True)),
        "submitted_url": str(said.get("submission_data", "")) if is_address else "",
    }


def _read_points(body: dict[str, Any]) -> tuple[float | None, float | None]:
    given, maximum = optional_number(body, "scoreGiven"), optional_number(body, "scoreMaximum")
    if given is not None and (maximum is None or maximum <= 0):
        raise ServiceRefused(400, "A scoreGiven needs a scoreMaximum above 0.")
    if given is not None and given < 0:
        raise ServiceRefused(400, "The scoreGiven must not be below 0.")
    if given is not None and maximum is not None and current_platform().dialect.cuts_scores:
        given = min(given, maximum)
    return given, maximum


def _check_submission(body: dict[str, Any]) -> None:
    submission = body.get("submission", {})
    if not isinstance(submission, dict):
        raise ServiceRefused(400, "The field submission must be an object.")
    for name in ("startedAt", "submittedAt"):
        if name in submission:
            check_timestamp(submission[name], f"submission.{name}")


def _told(held: Result, result: Result, item: LineItem, person: Person) -> str:
    grade = result.scaled_to(item.score_maximum)
    if grade is None:
        return f"The tool told that {person.name} is at work on “{item.label}”; the grade is blank."
    of_tool = f"{result.score_given:g} of {result.score_maximum:g} points"
    if held.is_overridden:
        kept = held.scaled_to(item.score_maximum)
        return (
            f"The tool sent a score of {person.name} for “{item.label}”: {of_tool}; {kept:g}, entered by hand, stays."
        )
    return (
        f"The tool sent a score of {person.name} for “{item.label}”: {of_tool}, "
        f"which is {grade:g} of {item.score_maximum:g} in the gradebook."
    )


def _as_json(result: Result, item: LineItem, *, has_comment: bool) -> dict[str, Any]:
    platform = current_platform()
    url = platform.line_item_url(item)
    base, _, query = url.partition("?")
    stamped = platform.dialect.results_have_timestamp and result.timestamp
    grade = result.scaled_to(item.score_maximum)
    shown = {
        "id": f"{base}/results/{result.user_id}" + (f"?{query}" if query else ""),
        "scoreOf": url,
        "userId": result.user_id,
        "resultScore": grade,
        "resultMaximum": item.score_maximum,
        "comment": result.comment if has_comment else None,
        "timestamp": result.timestamp if stamped else None,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _hang_up() -> Iterator[bytes]:
    """A body that breaks before its first byte, so that the server hangs up without an answer."""
    raise ConnectionResetError("dropped on purpose after keeping the score")
    yield b""
