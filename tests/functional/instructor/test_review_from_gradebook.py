"""Over real HTTP: from the demo LMS's gradebook to the attempt in the tool, and to what it holds on somebody."""

from __future__ import annotations

import pytest

from tests.conftest import World
from tests.support.learners import answers, open_quiz, wait_for_grade

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COURSE, LINK = "front-desk", "yes-and"


def test_a_grade_in_the_gradebook_opens_the_work_it_is_for(world: World) -> None:
    learner = world.visitor()
    quiz = open_quiz(learner, learner.launch("mei-ling", COURSE, LINK))
    learner.submit(quiz, "Submit your answers", answers(quiz, right=10))
    assert wait_for_grade(world, "mei-ling", LINK) == 100
    instructor = world.visitor()

    gradebook = instructor.get(f"{instructor.lms_url}/as/rosa/courses/{COURSE}/gradebook")
    attempt = instructor.get(gradebook.link("open the work of Mei-Ling Zhao"))
    own = learner.get(learner.get(f"{learner.lms_url}/as/mei-ling/courses/{COURSE}/gradebook").link("open the work"))

    assert "/instructor/people/" in attempt.path
    assert "Every answer" in attempt.text
    assert own.path.endswith("/result")
    refused = learner.get(f"{learner.lms_url}/as/yusuf/courses/{COURSE}/links/{LINK}/review/mei-ling")
    assert refused.status == 403
    kinds = [event.kind_name for event in world.platform.events.newest_first()]
    assert kinds.count("submission_review") == 2


def test_the_people_page_leads_to_what_the_tool_holds(world: World) -> None:
    visitor = world.visitor()
    visitor.launch("mei-ling", COURSE, LINK)

    people = visitor.get(f"{visitor.lms_url}/as/mei-ling/courses/{COURSE}/people")
    page = visitor.get(people.link("What the tool holds"))

    assert page.heading == "What we keep about you"
    assert "Front desk essentials" in page.text
