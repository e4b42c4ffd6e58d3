"""The card of words to say: a line from each lesson of the module."""

from __future__ import annotations

from lti_tool.content.model.words_to_say import line_to_say
from lti_tool.placements.catalogue import catalogue
from tests.conftest import World


def test_the_card_has_a_line_of_each_lesson(world: World) -> None:
    learner = world.visitor()
    module = learner.launch("mei-ling", "front-desk", "yes-and")

    card = learner.get(module.link("Words to say, on a card for your pocket"))

    assert len(card.soup.select(".pocket-card dd")) == 5
    assert "“We don’t have that. What do you need to do with it?”" in card.text


def test_every_lesson_of_the_course_gives_a_line(world: World) -> None:
    with world.tool.app_context():
        lessons = [lesson for module in catalogue().modules for lesson in module.lessons]

    assert [lesson.id for lesson in lessons if not line_to_say(lesson.prose)] == []
    assert len(lessons) > 40


def test_a_dialogue_and_a_fact_card_are_no_lines_to_say() -> None:
    prose = '> "First."\n\n> "Say\n> this."\n\n> **Rosa:** Not me.\n\n> **Law, as of 2026.** Nor this.\n'

    assert line_to_say(prose) == '"Say this."'
    assert line_to_say("No quote.") == ""
