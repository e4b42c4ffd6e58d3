"""What is rendered once for many says to each of them their own."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import DictLoader

from lti_tool.placements.catalogue import catalogue
from tests.conftest import World
from tests.support.learners import finish_lesson

COURSE, LINK = "front-desk", "yes-and"


def test_two_people_of_one_course_meet_their_own_lessons_and_addresses(world: World) -> None:
    first, second = world.visitor(), world.visitor()
    reader = first.launch("mei-ling", COURSE, LINK)
    finish_lesson(first, first.get(reader.link("Start:")))

    newcomer, reader = second.launch("rosa", COURSE, LINK), first.launch("mei-ling", COURSE, LINK)

    for page, done in ((reader, 1), (newcomer, 0), (first.get(reader.url), 1)):
        rows = page.soup.select("a.lesson-row")
        launch_id = page.launch_id
        assert len(page.soup.select("a.lesson-row .mark.done")) == done
        assert all(str(row["href"]).startswith(f"/l/{launch_id}/lessons/") for row in rows)


def test_a_part_for_many_may_hold_no_ones_token(app: Flask) -> None:
    environment = app.jinja_env.overlay(
        loader=DictLoader({"part": "{{ csrf_token() }} csrf_token", "page": "{{ shared_part('part', module) }}"})
    )

    with app.test_request_context():
        page = environment.get_template("page")
        with pytest.raises(ValueError, match="token"):
            page.render(module=catalogue().modules[0], launch={"id": "one"})
