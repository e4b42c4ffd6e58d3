"""Names and Role Provisioning Services 2.0: who is in a course, and as what."""

from typing import Any

from flask import Blueprint, request
from flask.wrappers import Response

from lti_tool.demo_lms.dialects.dialect import Paths
from lti_tool.demo_lms.services.guard import (
    ServiceRefused,
    answer_json,
    narrate,
    require_accept,
    require_course,
    require_scope,
    service_blueprint,
)
from lti_tool.demo_lms.services.paging import add_headers, cut_page
from lti_tool.demo_lms.state.courses import Course, Link
from lti_tool.demo_lms.state.people import Person
from lti_tool.demo_lms.vocabulary import (
    CLAIM,
    MEMBERSHIP_CONTAINER_TYPE,
    MEMBERSHIP_ROLE,
    RESOURCE_LINK_REQUEST,
    SCOPE_MEMBERSHIP_READONLY,
)
from lti_tool.demo_lms.web import current_platform


def make_blueprint(paths: Paths) -> Blueprint:
    """The door of the service, where this LMS has it."""
    return service_blueprint("nrps", "memberships", [(paths.memberships, "GET", list_members)])


def list_members(course_key: str) -> Response:
    """Answer the members of a course, filtered by role and in pages (NRPS 2.0, section 2)."""
    narrate("memberships", f"The tool asked who is in a course{_asked_role()}.")
    require_scope(SCOPE_MEMBERSHIP_READONLY)
    course = require_course(course_key)
    require_accept(MEMBERSHIP_CONTAINER_TYPE)
    platform = current_platform()
    link = _asked_link(course)
    listed = [person for person in platform.members(course) if _is_listed(person, course) and _fits(person, course)]
    people, headers = cut_page(listed, platform.dialect.roster)
    container = {
        "id": platform.memberships_url(course),
        "context": {"id": platform.context_id(course), "label": course.label, "title": course.title},
        "members": [_as_json(person, course, link) for person in people],
    }
    return add_headers(answer_json(container, MEMBERSHIP_CONTAINER_TYPE), headers)


def _as_json(person: Person, course: Course, link: Link | None) -> dict[str, Any]:
    member: dict[str, Any] = {
        "status": "Active",
        "user_id": person.sub,
        "roles": list(_roles(person, course)),
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "lis_person_sourcedid": person.sourcedid,
    }
    if link:
        message_type = {CLAIM + "message_type": RESOURCE_LINK_REQUEST}
        member["message"] = [{**message_type, CLAIM + "custom": link.custom}]
    return member


def _roles(person: Person, course: Course) -> tuple[str, ...]:
    """A person's roles as this LMS's roster spells them: often otherwise than its launches do."""
    dialect = current_platform().dialect
    return (dialect.roster_roles or dialect.roles)[course.roles[person.id]]


def _is_listed(person: Person, course: Course) -> bool:
    """Whether the roster knows a role: who administers an LMS is in no course."""
    dialect = current_platform().dialect
    return course.roles[person.id] in (dialect.roster_roles or dialect.roles)


def _fits(person: Person, course: Course) -> bool:
    role = None if "role" in current_platform().dialect.unknown_filters else request.args.get("role")
    return role is None or role.removeprefix(MEMBERSHIP_ROLE) == course.role_of(person.id)


def _asked_role() -> str:
    role = request.args.get("role")
    return f" as {role.removeprefix(MEMBERSHIP_ROLE)}" if role else ""


def _asked_link(course: Course) -> Link | None:
    """The link named by `rlid`: each member then comes with the message of that link (NRPS 3)."""
    if "rlid" not in request.args:
        return None
    if len(request.args.getlist("rlid")) > 1:
        raise ServiceRefused(400, "The parameter rlid was sent more than once.")
    link = current_platform().links.get(request.args["rlid"])
    if link is None or link.course_id != course.id:
        raise ServiceRefused(404, "The rlid names no link of this course.")
    return link
