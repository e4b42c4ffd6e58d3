"""What the grade and membership services share: faults, bearer tokens, media types, the event log."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lti_tool.demo_lms.dialects.dialect import Paths
from lti_tool.demo_lms.redaction import abbreviate
from lti_tool.demo_lms.state.courses import Course
from lti_tool.demo_lms.web import current_platform

_SHOWN_BYTES = 20_000
Door = tuple[str, str, Callable[..., ResponseReturnValue]]  # a path, a method, and what answers there


class ServiceRefused(Exception):
    """A service call that is told no, in JSON and in words."""

    def __init__(self, status: int, reason: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, headers or {}


def service_blueprint(name: str, default_kind: str, doors: Sequence[Door]) -> Blueprint:
    """A blueprint for services: faults first, refusals in the LMS's own way, every call in the event log."""
    bp = Blueprint(name, __name__)
    for path, method, view in doors:
        bp.add_url_rule(Paths.rule(path), view_func=view, methods=[method])

    @bp.url_value_preprocessor
    def forget_deployment(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        """This LMS has one deployment of the tool in use: an address that names it says no more."""
        (values or {}).pop("deployment", None)

    @bp.before_request
    def misbehave() -> ResponseReturnValue | None:
        narrate(default_kind, f"The tool called {request.method} {request.path}.")
        return planned_fault()

    @bp.errorhandler(ServiceRefused)
    def refuse(refusal: ServiceRefused) -> ResponseReturnValue:
        g.refusal = refusal.reason
        dialect = current_platform().dialect
        body = dialect.refusal(refusal.status, refusal.reason)
        said = f"{refusal.status} {refusal.reason}" if dialect.reason_in_status else refusal.status
        text = body if isinstance(body, str) else json.dumps(body)
        return Response(text, status=said, headers=refusal.headers, mimetype="application/json")

    bp.after_request(record_call)
    return bp


def narrate(kind_name: str, sentence: str) -> None:
    """Say in the event log's words what this call is; the outcome is added when it is answered."""
    g.kind_name, g.sentence = kind_name, sentence


def planned_fault() -> ResponseReturnValue | None:
    """Wait, or answer what the faults say must go wrong with this call."""
    faults = current_platform().faults
    faults.wait()
    if faults.take("fail"):
        raise ServiceRefused(500, "An internal error, on purpose.")
    if faults.take("throttle"):
        raise ServiceRefused(429, "Too many requests, on purpose.", {"Retry-After": "2"})
    if faults.take("canvas_throttle"):
        # How Canvas throttles: https://canvas.instructure.com/doc/api/file.throttling.html
        g.refusal = "Throttled as Canvas does it, on purpose."
        return "403 Forbidden (Rate Limit Exceeded)", 403, {"X-Rate-Limit-Remaining": "0"}
    return None


def require_scope(*sufficient: str) -> None:
    """Refuse a call without a good bearer token (401), or whose token has none of these scopes (403)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    scopes = current_platform().access_tokens.scopes_of(token.strip()) if scheme.lower() == "bearer" else None
    dialect = current_platform().dialect
    if scopes is None:
        reason = "A bearer token is needed, and this one is missing, unknown or out of date."
        raise ServiceRefused(dialect.no_token_status, reason, {"WWW-Authenticate": 'Bearer error="invalid_token"'})
    if scopes.isdisjoint(sufficient):
        reason = f"The token was not granted the scope {sufficient[0]}."
        raise ServiceRefused(dialect.no_scope_status, reason, {"WWW-Authenticate": 'Bearer error="insufficient_scope"'})


def require_accept(media_type: str) -> None:
    """Refuse a call that does not ask for this media type by name (406), or, in Moodle, for another besides (400)."""
    if current_platform().dialect.exact_accept and request.headers.get("Accept") != media_type:
        raise ServiceRefused(400, f"No handler found for {request.headers.get('Accept', '')}")
    accepted = {part.split(";")[0].strip().lower() for part in request.headers.get("Accept", "").split(",")}
    if media_type not in accepted:
        raise ServiceRefused(406, f"The Accept header must name {media_type}.")


def require_content(media_type: str) -> dict[str, Any]:
    """Read a JSON object sent as exactly this media type (415, 400)."""
    if request.mimetype != media_type:
        raise ServiceRefused(415, f"The Content-Type must be {media_type}.")
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise ServiceRefused(400, "The body is not JSON.") from error
    if not isinstance(body, dict):
        raise ServiceRefused(400, "The body must be one JSON object.")
    return body


def require_course(course_key: str) -> Course:
    """The course of a service URL, or a 404; an LMS that says so of one that is over refuses it (422)."""
    platform = current_platform()
    course = platform.course_by_key(course_key)
    if course is None:
        raise ServiceRefused(404, "There is no such course.")
    over = platform.dialect.not_gradable.get("concluded")
    if over and course.id in platform.concluded:
        raise ServiceRefused(*over)
    return course


def answer_json(body: Any, media_type: str, status: int = 200) -> Response:
    """Answer JSON under one of LTI's own media types, or as what this LMS calls everything."""
    shown_as = current_platform().dialect.json_type or media_type
    return Response(json.dumps(body), status=status, content_type=shown_as)


def record_call(response: Response) -> Response:
    """Write a finished call into the event log."""
    refusal = g.get("refusal")
    outcome = f" Answered {response.status_code}: {refusal}" if refusal else ""
    details = {"Request": _shown_request(), "Response": _shown_response(response)}
    current_platform().events.record(g.kind_name, g.sentence + outcome, details, "refused" if refusal else "ok")
    return response


def _shown_request() -> dict[str, Any]:
    headers = {name: request.headers[name] for name in ("Accept", "Content-Type") if name in request.headers}
    if "Authorization" in request.headers:
        scheme, _, token = request.headers["Authorization"].partition(" ")
        headers["Authorization"] = f"{scheme[:20]} {abbreviate(token)}"
    shown: dict[str, Any] = {"method": request.method, "url": request.url, "headers": headers}
    if request.get_data():
        shown["body"] = _shown_body(request.get_data())
    return shown


def _shown_response(response: Response) -> dict[str, Any]:
    names = ("Content-Type", "Link", "Retry-After", "X-Rate-Limit-Remaining", "WWW-Authenticate")
    headers = {name: response.headers[name] for name in names if name in response.headers}
    body = "" if response.is_streamed else _shown_body(response.get_data())
    return {"status": response.status_code, "headers": headers, "body": body}


def _shown_body(data: bytes) -> Any:
    text = data[:_SHOWN_BYTES].decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
