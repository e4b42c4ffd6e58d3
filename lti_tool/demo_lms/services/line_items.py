"""Assignment and Grade Services 2.0: the line item service (AGS 3.2)."""

import dataclasses
from typing import Any

from flask import Blueprint, request
from flask.wrappers import Response

from lti_tool.demo_lms.dialects.dialect import Paths
from lti_tool.demo_lms.services.fields import check_timestamp, optional_text, require_positive, require_text
from lti_tool.demo_lms.services.guard import (
    Door,
    ServiceRefused,
    answer_json,
    narrate,
    require_accept,
    require_content,
    require_course,
    require_scope,
    service_blueprint,
)
from lti_tool.demo_lms.services.paging import add_headers, cut_page
from lti_tool.demo_lms.state.courses import Course
from lti_tool.demo_lms.state.gradebook import LineItem
from lti_tool.demo_lms.vocabulary import LINEITEM_CONTAINER_TYPE, LINEITEM_TYPE, SCOPE_LINEITEM, SCOPE_LINEITEM_READONLY
from lti_tool.demo_lms.web import current_platform

_FILTERS = {"resource_link_id": "link_id", "resource_id": "resource_id", "tag": "tag"}


def make_blueprint(paths: Paths) -> Blueprint:
    """The doors of the service, where this LMS has them."""
    doors: tuple[Door, ...] = (
        (paths.line_items, "GET", list_line_items),
        (paths.line_items, "POST", create_line_item),
        (paths.line_item, "GET", read_line_item),
        (paths.line_item, "PUT", update_line_item),
        (paths.line_item, "DELETE", delete_line_item),
    )
    return service_blueprint("ags_line_items", "line_items", doors)


def list_line_items(course_key: str) -> Response:
    """Answer the line items of a course, filtered and in pages (AGS 2.0, section 3.2)."""
    narrate("line_items", f"The tool asked which line items (gradebook columns) there are{_asked_filters()}.")
    require_scope(SCOPE_LINEITEM_READONLY, SCOPE_LINEITEM)
    course = require_service_course(course_key)
    require_accept(LINEITEM_CONTAINER_TYPE)
    platform = current_platform()
    found = [item for item in platform.gradebook.line_items(course.id) if _fits(item)]
    items, headers = cut_page(found, platform.dialect.line_items)
    return add_headers(answer_json([as_json(item) for item in items], LINEITEM_CONTAINER_TYPE), headers)


def create_line_item(course_key: str) -> Response:
    """Add a line item to a course."""
    narrate("line_items", "The tool asked for a new line item (gradebook column).")
    require_scope(SCOPE_LINEITEM)
    course = require_service_course(course_key)
    body = require_content(LINEITEM_TYPE)
    faults = current_platform().faults
    if faults.no_columns or (faults.no_column_for_links and body.get("resourceLinkId")):
        raise ServiceRefused(404, "The specified resource does not exist.")
    item = _make(course, _read(body, course))
    narrate("line_items", f"The tool made the line item (gradebook column) “{item.label}”.")
    return answer_json(as_json(item), LINEITEM_TYPE, current_platform().dialect.new_item_status)


def _make(course: Course, facts: dict[str, Any]) -> LineItem:
    """A new column; or, where an LMS goes by its name, the one that has this name already."""
    platform = current_platform()
    namesakes = [item for item in platform.gradebook.line_items(course.id) if item.label == facts["label"]]
    if not platform.dialect.new_item_reuses_label or not namesakes:
        return platform.gradebook.add(course.id, **facts)
    taken_over = dataclasses.replace(namesakes[0], **facts)
    platform.gradebook.save(taken_over)
    return taken_over


def read_line_item(course_key: str, item_id: str) -> Response:
    """Answer one line item."""
    narrate("line_items", "The tool looked at one line item (gradebook column).")
    require_scope(SCOPE_LINEITEM_READONLY, SCOPE_LINEITEM)
    item = require_line_item(course_key, item_id)
    require_accept(LINEITEM_TYPE)
    return answer_json(as_json(item), LINEITEM_TYPE)


def update_line_item(course_key: str, item_id: str) -> Response:
    """Replace what a line item says; its link stays unless another is named."""
    narrate("line_items", "The tool asked to change a line item (gradebook column).")
    require_scope(SCOPE_LINEITEM)
    item = require_line_item(course_key, item_id)
    body = require_content(LINEITEM_TYPE)
    # A column stays with its link when a tool leaves resourceLinkId out.
    changes = _read({"resourceLinkId": item.link_id or "", **body}, require_course(course_key))
    changed = dataclasses.replace(item, **changes)
    current_platform().gradebook.save(changed)
    narrate("line_items", f"The tool changed the line item (gradebook column) “{changed.label}”.")
    return answer_json(as_json(changed), LINEITEM_TYPE)


def delete_line_item(course_key: str, item_id: str) -> Response:
    """Remove a line item and its grades."""
    narrate("line_items", "The tool asked to delete a line item (gradebook column).")
    require_scope(SCOPE_LINEITEM)
    item = require_line_item(course_key, item_id)
    current_platform().gradebook.delete(item)
    narrate("line_items", f"The tool deleted the line item (gradebook column) “{item.label}” and its grades.")
    return Response(status=204)


def require_service_course(course_key: str) -> Course:
    """The course of a service URL, whose query must have been kept."""
    query = current_platform().dialect.paths.query
    name, _, value = query.partition("=")
    if query and request.args.get(name) != value:
        raise ServiceRefused(404, f"The URL has lost its query, {query}: keep it when adding a path.")
    return require_course(course_key)


def require_line_item(course_key: str, item_id: str) -> LineItem:
    """The line item of a service URL, or a 404."""
    course = require_service_course(course_key)
    item = current_platform().gradebook.line_item(item_id)
    if item is None or item.course_id != course.id:
        raise ServiceRefused(404, "There is no such line item in this course.")
    return item


def as_json(item: LineItem) -> dict[str, Any]:
    """A line item as the specification writes it; what is empty is left out."""
    optional = {"resourceId": item.resource_id, "tag": item.tag, "resourceLinkId": item.link_id}
    return {
        "id": current_platform().line_item_url(item),
        "label": item.label,
        "scoreMaximum": item.score_maximum,
        **{name: value for name, value in optional.items() if value},
        **item.extras,
    }


def _read(body: dict[str, Any], course: Course) -> dict[str, Any]:
    return {
        "label": require_text(body, "label"),
        "score_maximum": require_positive(body, "scoreMaximum"),
        "resource_id": optional_text(body, "resourceId"),
        "tag": optional_text(body, "tag"),
        "link_id": _read_link_id(body, course),
        "extras": _read_extras(body),
    }


def _read_link_id(body: dict[str, Any], course: Course) -> str | None:
    link_id = optional_text(body, "resourceLinkId")
    if not link_id:
        return None
    platform = current_platform()
    rule, link = platform.dialect.new_item_link, platform.links.get(link_id)
    if rule == "ignored":
        return None
    if rule == "must have a column" and platform.gradebook.for_link(link_id) is None:
        raise ServiceRefused(404, "The resourceLinkId names no assignment.")
    if link is None or link.course_id != course.id:
        raise ServiceRefused(400, "The resourceLinkId names no link of this course.")
    return link_id


def _read_extras(body: dict[str, Any]) -> dict[str, Any]:
    extras: dict[str, Any] = {
        name: check_timestamp(body[name], name) for name in ("startDateTime", "endDateTime") if body.get(name)
    }
    if "gradesReleased" in body:
        if not isinstance(body["gradesReleased"], bool):
            raise ServiceRefused(400, "The field gradesReleased must be true or false.")
        extras["gradesReleased"] = body["gradesReleased"]
    return extras


def _asked_filters() -> str:
    asked = [f"{name} {request.args[name]!r}" for name in _FILTERS if name in request.args]
    return f" with {' and '.join(asked)}" if asked else " in the course"


def _fits(item: LineItem) -> bool:
    asked = request.args.keys() & _FILTERS.keys() - current_platform().dialect.unknown_filters
    return all(getattr(item, _FILTERS[name]) == request.args[name] for name in asked)
