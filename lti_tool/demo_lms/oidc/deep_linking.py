"""Takes the content that an instructor chose in the tool into the course (Deep Linking 2.0, section 3.3)."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.demo_lms.oidc.content_items import ContentItemRefused, read_content_item
from lti_tool.demo_lms.redaction import readable_form
from lti_tool.demo_lms.state.courses import Course, Link
from lti_tool.demo_lms.state.people import Person
from lti_tool.demo_lms.state.platform import Platform
from lti_tool.demo_lms.state.selections import Selection
from lti_tool.demo_lms.state.tool_keys import BadToolJwt, ToolKeyUnavailable, check_times
from lti_tool.demo_lms.texts import showable
from lti_tool.demo_lms.vocabulary import CLAIM, DEEP_LINKING_RESPONSE, DL_CLAIM
from lti_tool.demo_lms.web import Problem, current_platform

bp = Blueprint("deep_linking", __name__)

RESPONSE_SECONDS = 3600


@bp.post("/courses/<course_id>/deep-link-return")
def receive_selection(course_id: str) -> ResponseReturnValue:
    """Check the tool's signed answer, place its links, and lead the browser back to the course."""
    platform = current_platform()
    if "told" not in request.form:
        return _tell_whoever_opened(platform)
    try:
        claims = _verify(platform, request.form.get("JWT", ""))
        selection = _find_selection(platform, claims, course_id)
    except (BadToolJwt, ToolKeyUnavailable) as error:
        sentence = f"The tool sent chosen content, and the LMS refused it. {error}"
        _record(platform, sentence, {}, "refused")
        raise Problem(f"The tool's answer was refused, and nothing was added. {error}") from error
    person, course = selection.person, selection.course
    added, dropped = _place_all(platform, selection, claims[DL_CLAIM + "content_items"])
    _tell(platform, person, course, added, dropped)
    return render_template(
        "demo_lms/content_added.html",
        person=person,
        course=course,
        added=added,
        dropped=dropped,
        message=_text(claims, "msg"),
        error=_text(claims, "errormsg"),
    )


def _tell_whoever_opened(platform: Platform) -> ResponseReturnValue:
    """A page whose script tells the frame or window around it what was chosen, as Moodle's and Canvas's do."""
    dialect = platform.dialect
    action = request.full_path.rstrip("?")
    fields = {"JWT": request.form.get("JWT", ""), "told": "yes"}
    return render_template("demo_lms/content_returned.html", action=action, fields=fields, needs=dialect.return_needs)


def _verify(platform: Platform, token: str) -> dict[str, Any]:
    claims = platform.tool_keys.verify(token)
    check_times(claims, platform.clock(), RESPONSE_SECONDS)
    expected = {
        "iss": platform.client_id,
        CLAIM + "deployment_id": platform.deployment_id,
        CLAIM + "message_type": DEEP_LINKING_RESPONSE,
        CLAIM + "version": "1.3.0",
    }
    for name, value in expected.items():
        if claims.get(name) != value:
            raise BadToolJwt(f"Its {name} must be {value!r}.")
    if claims.get("aud") not in (platform.issuer, [platform.issuer]):
        raise BadToolJwt(f"Its aud must be the LMS's issuer, {platform.issuer!r}.")
    if not isinstance(claims.get(DL_CLAIM + "content_items", []), list):
        raise BadToolJwt("Its content_items must be a list.")
    claims.setdefault(DL_CLAIM + "content_items", [])
    return claims


def _find_selection(platform: Platform, claims: dict[str, Any], course_id: str) -> Selection:
    key = platform.dialect.selection_key
    selection = platform.selections.find(request.args.get(key) if key else claims.get(DL_CLAIM + "data"))
    if selection is None or selection.course.id != course_id:
        raise BadToolJwt("Its data is not that of an open request for this course: echo it exactly.")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not nonce:
        raise BadToolJwt("It must have a nonce.")
    if not platform.seen_nonces.remember(nonce, RESPONSE_SECONDS + 60):
        raise BadToolJwt("Its nonce was used before: this answer has already been taken.")
    return selection


def _place_all(platform: Platform, selection: Selection, items: list[Any]) -> tuple[list[Link], list[str]]:
    added, dropped = [], []
    dialect, course = platform.dialect, selection.course
    is_graded = selection.placement not in dialect.ungraded_placements
    for position, item in enumerate(items, start=1):
        try:
            content = read_content_item(item, platform.settings, dialect.highest_maximum)
        except ContentItemRefused as refusal:
            dropped.append(f"Item {position}: {refusal}")
            continue
        link = platform.add_link(course.id, content.title, content.custom, url=content.url, text=content.text)
        if content.line_item and is_graded:
            named = {"label": link.title} if dialect.names_columns == "as the link" else {}
            platform.gradebook.add(course.id, link_id=link.id, **content.line_item | named)
        added.append(link)
    return added, dropped


def _tell(platform: Platform, person: Person, course: Course, added: list[Link], dropped: list[str]) -> None:
    titles = ", ".join(f"“{link.title}”" for link in added) or "nothing"
    sentence = f"{person.name} chose content in the tool; the LMS added {titles} to “{course.title}”."
    if dropped:
        sentence += f" {len(dropped)} dropped! {' '.join(dropped)}"
    details = {"Dropped": dropped} if dropped else {}
    _record(platform, sentence, details, "warning" if dropped else "ok")


def _record(platform: Platform, sentence: str, details: dict[str, Any], outcome: Any) -> None:
    form = {"Form posted to the return address": readable_form(request.form.to_dict())}
    platform.events.record("deep_linking_response", sentence, form | details, outcome)


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(DL_CLAIM + name, "")
    return showable(value[:500]) if isinstance(value, str) else ""
