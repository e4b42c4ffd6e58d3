"""Who visits which course: both are in the address, since nobody logs in here."""

from dataclasses import dataclass

from lti_tool.demo_lms.state.courses import Course, Link
from lti_tool.demo_lms.state.people import Person
from lti_tool.demo_lms.web import Problem, current_platform


@dataclass(frozen=True)
class Visitor:
    """A person in a course."""

    person: Person
    course: Course

    @property
    def is_instructor(self) -> bool:
        """Whether the person teaches this course."""
        return self.course.is_instructor(self.person.id)


def find_visitor(person_id: str, course_id: str) -> Visitor:
    """The person and course of an address, or a 404 or 403 page."""
    platform = current_platform()
    person, course = platform.people.get(person_id), platform.courses.get(course_id)
    if person is None or course is None:
        raise Problem("There is no such person or course in this LMS.", 404)
    if course.role_of(person.id) is None:
        raise Problem(f"{person.name} is not a member of “{course.title}”.", 403)
    return Visitor(person, course)


def find_link(course: Course, link_id: str) -> Link:
    """A link of the course, or a 404 page."""
    link = current_platform().links.get(link_id)
    if link is None or link.course_id != course.id:
        raise Problem(f"There is no such link in “{course.title}”.", 404)
    return link


def require_instructor(visitor: Visitor) -> None:
    """Refuse learners with a 403 page."""
    if not visitor.is_instructor:
        raise Problem(f"Only instructors add content. {visitor.person.name} is a learner here.", 403)
