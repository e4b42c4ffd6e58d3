"""One course in one LMS: the steps that there are, and what every one of them needs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum

from lti_tool.demo_lms.state.courses import Link
from tests.dialects.campus import Campus
from tests.support.learners import answers, open_quiz
from tests.support.visitor import Page, Visitor


class Step(StrEnum):
    """What an LMS and its people do, in the order in which the journey comes to it."""

    REGISTER = "Register"
    PLACE = "Place by deep linking"
    ROLES = "Launch as each role"
    LEARN = "Launch as a learner, read every lesson"
    GRADE = "Hand in; the grade arrives"
    COMPARE = "Compare a column of 130 people, all as they should be"
    COMMENT = "A teacher's comment, then a better attempt"
    OVERRIDE = "A teacher enters 77, then a better attempt"
    LOCK = "The grade is locked, then a better attempt"
    LEFT = "Hand in, and leave the course before the grade arrives"
    OVER = "Hand in when the LMS takes no more"
    UNGRADED = "A link that the LMS gives no column"
    ROSTER = "Read the roster"
    REVIEW = "From the gradebook to the attempt"
    RESET = "The LMS empties the gradebook"
    REFRESH = "Place a refresher; take part, every answer wrong"
    COPY = "Copy the course"


@dataclass
class Journey:
    """A campus on its way; `links` is what was placed so far."""

    campus: Campus
    links: list[Link] = field(default_factory=list)

    @property
    def link(self) -> Link:
        """The graded link that was chosen in the tool."""
        return self.links[0]

    def take_quiz(self, person: str, right: int, link: Link | None = None) -> tuple[Visitor, Page]:
        """Launch, answer, hand in; the page with the result."""
        link = link or self.link
        learner = self.campus.visitor()
        page = learner.launch(person, link.course_id, link.id)
        quiz = open_quiz(learner, page)
        return learner, learner.submit(quiz, "Submit your answers", answers(quiz, right=right))

    def get_better(self, person: str, right: int) -> str:
        """One attempt more after a minute, delivered; what the gradebook holds then, and what the learner reads."""
        self.campus.let_a_minute_pass()
        learner, result = self.take_quiz(person, right)
        self.campus.deliver()
        return f"{self.held(person)}; {self.read_by_learner(learner, result)}"

    def held(self, person: str, link: Link | None = None) -> str:
        grade = self.campus.platform.grade(person, (link or self.link).id)
        return "nothing in the gradebook" if grade is None else f"{grade:g} in the gradebook"

    def held_apart(self, person: str, link: Link) -> str:
        """What stands in a column of the link's own that the LMS does not tie to it."""
        platform = self.campus.platform
        book = platform.gradebook
        apart = [item for course in platform.courses for item in book.line_items(course) if item.link_id is None]
        held = [(item, book.result(item.id, platform.people[person].sub)) for item in apart]
        shown = [each.scaled_to(item.score_maximum) for item, each in held if each]
        scores = [f"{score:g}" for score in shown if score is not None]
        return f"{', '.join(scores)} in a column apart from the link" if scores else self.held(person, link)

    def read_by_learner(self, learner: Visitor, result: Page) -> str:
        status = learner.get(result.url).soup.select_one(".status[data-kind]")
        return (
            f"the learner reads “{in_one_line(status.get_text(' '))}”" if status else "the learner reads nothing of it"
        )

    def read_by_instructor(self) -> str:
        """Why the newest failed delivery failed; the operator's command says what the instructor's page says."""
        failed = json.loads(self.campus.command("grades status --json"))["failed"]
        newest = max(failed, key=lambda each: each["delivery_id"], default=None)
        return f"the instructor reads “{newest['reason']}”" if newest else "nothing has failed"


def in_one_line(text: str) -> str:
    return " ".join(text.split())
