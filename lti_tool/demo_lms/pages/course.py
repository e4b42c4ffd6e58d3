"""The pages of a course: what is placed in it, a link with the tool in it, people, the event log."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template, request

from lti_tool.demo_lms.state.courses import ONBOARDING, Course, Link
from lti_tool.demo_lms.state.people import Person
from lti_tool.demo_lms.texts import showable
from lti_tool.demo_lms.visitor import Visitor, find_link, find_visitor
from lti_tool.demo_lms.web import Problem, current_platform

bp = Blueprint("pages", __name__)

_SAME_FOR_ALL = {
    "pages.course",
    "pages.link",
    "pages.people",
    "pages.events",
    "gradebook_pages.gradebook",
    "fault_pages.misbehave",
}
_PAGE_POSTS = {"placing", "fault_pages", "tool_pages", "desk"}


@bp.before_app_request
def refuse_foreign_posts() -> None:
    """Only our own pages may post our own forms: another site must not switch faults or place links."""
    if request.method != "POST" or request.blueprint not in _PAGE_POSTS:
        return
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.host:
        raise Problem("This form was sent from another site.", 403)


@bp.app_context_processor
def page_chrome() -> dict[str, object]:
    """What the head of every page needs: the tool's address, what is wrong on purpose, who else is here."""
    platform = current_platform()
    dialect = platform.dialect
    return {
        "settings": platform.settings,
        "dialect": dialect,
        "brand": f"Demo LMS as {dialect.title}" if dialect.is_imitation else "Demo LMS",
        "faults": platform.faults,
        "offers_storage": platform.offers_storage,
        "switch_endpoint": request.endpoint if request.endpoint in _SAME_FOR_ALL else "pages.course",
        "members": platform.members,
        "courses_of": _courses_of,
    }


@bp.get("/")
def home() -> str:
    """Who do you want to be?"""
    platform = current_platform()
    return render_template(
        "demo_lms/home.html",
        courses=platform.courses.values(),
        platform=platform,
        whole_course={link.custom.get("module"): link for link in platform.links_in(ONBOARDING.id)},
    )


@bp.get("/as/<person_id>/courses/<course_id>")
def course(person_id: str, course_id: str) -> str:
    """What is placed in a course, with a learner's own grades."""
    platform = current_platform()
    visitor = find_visitor(person_id, course_id)
    links = platform.links_in(course_id)
    added_ids = request.args.get("added", "").split(",")
    return render_template(
        "demo_lms/course.html",
        visitor=visitor,
        cards=[(link, _grade(visitor, link)) for link in links],
        added=[link.title for link in links if link.id in added_ids],
        message=request.args.get("lti_msg", "")[:500],
        error=request.args.get("lti_errormsg", "")[:500],
    )


@bp.get("/as/<person_id>/courses/<course_id>/links/<link_id>")
def link(person_id: str, course_id: str, link_id: str) -> str:
    """A placed link, with the tool in a frame."""
    visitor = find_visitor(person_id, course_id)
    return render_template("demo_lms/link.html", visitor=visitor, link=find_link(visitor.course, link_id))


@bp.get("/as/<person_id>/courses/<course_id>/people")
def people(person_id: str, course_id: str) -> str:
    """Who is in the course, and as what."""
    return render_template("demo_lms/people.html", visitor=find_visitor(person_id, course_id))


@bp.get("/as/<person_id>/courses/<course_id>/events")
def events(person_id: str, course_id: str) -> str:
    """The event log of the whole platform."""
    log = current_platform().events.newest_first()
    return render_template("demo_lms/events.html", visitor=find_visitor(person_id, course_id), events=log)


@bp.app_template_filter("pretty")
def pretty(body: object) -> str:
    """Indented JSON, for reading."""
    return showable(current_app.json.dumps(body, indent=2, ensure_ascii=False, sort_keys=False))


def _grade(visitor: Visitor, link: Link) -> tuple[float | None, float] | None:
    """A learner's own grade of a link and its maximum; None for others and where nothing is graded."""
    platform = current_platform()
    item = platform.gradebook.for_link(link.id)
    if item is None or not visitor.course.is_graded(visitor.person.id):
        return None
    return platform.grade(visitor.person.id, link.id), item.score_maximum


def _courses_of(person: Person) -> list[Course]:
    return [course for course in current_platform().courses.values() if course.role_of(person.id)]
