"""Starts launches: the pages that send the browser to the tool's login address."""

from flask import Blueprint, request
from flask.wrappers import Response

from lti_tool.demo_lms.oidc.messages import submitted_url
from lti_tool.demo_lms.state.people import Person
from lti_tool.demo_lms.state.single_use import Intent
from lti_tool.demo_lms.visitor import find_link, find_visitor, require_instructor
from lti_tool.demo_lms.vocabulary import (
    DATA_PRIVACY_REQUEST,
    DEEP_LINKING_REQUEST,
    RESOURCE_LINK_REQUEST,
    SUBMISSION_REVIEW_REQUEST,
)
from lti_tool.demo_lms.web import current_platform, post_through_browser

bp = Blueprint("launches", __name__)


@bp.get("/as/<person_id>/courses/<course_id>/links/<link_id>/launch")
def launch_link(person_id: str, course_id: str, link_id: str) -> Response:
    """Launch a placed link, in its iframe or (`?target=window`) in a window of its own."""
    visitor = find_visitor(person_id, course_id)
    link = find_link(visitor.course, link_id)
    intent = Intent(person_id, course_id, RESOURCE_LINK_REQUEST, link.id, _document_target())
    sentence = f"{visitor.person.name} opened “{link.title}”, so the LMS asked the tool to start a login."
    return _initiate_login(visitor.person, intent, link.url, sentence)


@bp.get("/as/<person_id>/courses/<course_id>/add/launch")
def launch_selection(person_id: str, course_id: str) -> Response:
    """Let an instructor choose content in the tool."""
    visitor = find_visitor(person_id, course_id)
    require_instructor(visitor)
    placement = request.args.get("placement", next(iter(current_platform().dialect.placements)))
    intent = Intent(person_id, course_id, DEEP_LINKING_REQUEST, None, _document_target(), placement=placement)
    wish = f"{visitor.person.name} wants to add content to “{visitor.course.title}”"
    sentence = f"{wish}, so the LMS asked the tool to start a login."
    return _initiate_login(visitor.person, intent, current_platform().tools.current.launch_url, sentence)


@bp.get("/as/<person_id>/courses/<course_id>/links/<link_id>/review/<learner_id>")
def review(person_id: str, course_id: str, link_id: str, learner_id: str) -> Response:
    """Open, from the gradebook, one learner's work in the tool; learners open their own."""
    visitor = find_visitor(person_id, course_id)
    link = find_link(visitor.course, link_id)
    learner = find_visitor(learner_id, course_id).person
    if learner != visitor.person:
        require_instructor(visitor)
    intent = Intent(person_id, course_id, SUBMISSION_REVIEW_REQUEST, link.id, _document_target(), learner.id)
    wish = f"{visitor.person.name} wants to see the work of {learner.name} for “{link.title}”"
    target = submitted_url(current_platform(), link, learner) or link.url
    return _initiate_login(visitor.person, intent, target, f"{wish}, so the LMS asked the tool to start a login.")


@bp.get("/as/<person_id>/courses/<course_id>/privacy")
def privacy(person_id: str, course_id: str) -> Response:
    """Ask the tool what it holds on the visitor."""
    visitor = find_visitor(person_id, course_id)
    intent = Intent(person_id, course_id, DATA_PRIVACY_REQUEST, None, _document_target())
    sentence = f"{visitor.person.name} asked what the tool holds on them, so the LMS asked it to start a login."
    return _initiate_login(visitor.person, intent, current_platform().tools.current.launch_url, sentence)


def _document_target() -> str:
    return "window" if request.args.get("target") == "window" else "iframe"


def _initiate_login(person: Person, intent: Intent, target_link_uri: str, sentence: str) -> Response:
    platform = current_platform()
    action = platform.tools.current.login_url
    fields = {
        "iss": platform.issuer,
        "login_hint": person.sub,
        "target_link_uri": target_link_uri,
        "lti_message_hint": platform.hints.issue(intent),
        "client_id": platform.client_id,
        "lti_deployment_id": platform.deployment_id,
    }
    if platform.offers_storage:
        fields["lti_storage_target"] = "_parent"
    platform.events.record("login", sentence, {f"Form posted to {action}": fields})
    return post_through_browser(action, fields, "Opening the tool")
