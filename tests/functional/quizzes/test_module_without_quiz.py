"""A module that is only read: every page of a quiz refuses it in words, and the others do without."""

from __future__ import annotations

import json

import pytest

from lti_tool.placements.catalogue import LazyCatalogue
from tests.support.door import Door
from tests.support.takers import Enter


@pytest.fixture(autouse=True)
def _reading(door: Door) -> None:
    folder = door.app.extensions["catalogue"].folder
    path = folder / "modules/rules/module.yaml"
    facts = json.loads(path.read_text(encoding="utf-8"))
    del facts["quiz"]
    path.write_text(json.dumps(facts), encoding="utf-8")
    path.with_name("items.yaml").unlink()
    certificate = folder / "modules/diploma/module.yaml"
    certificate.unlink()
    certificate.parent.rmdir()
    door.app.extensions["catalogue"] = LazyCatalogue(folder)


def test_it_is_done_when_it_is_read(enter: Enter) -> None:
    learner = enter(module="rules")
    assert "Take the quiz" not in learner.home.text

    page = learner.post(f"{learner.base}/lessons/rules.l1")

    assert "1 of 1 lesson done" in page.text
    assert "Done" in learner.get(f"{learner.base}/course").text


def test_the_pages_of_a_quiz_say_that_there_is_none(enter: Enter) -> None:
    learner = enter(module="rules")

    started = learner.start()

    assert started.status == 404
    assert "This module has no quiz." in started.text
    assert learner.get(f"{learner.base}/practice").status == 404


def test_an_instructor_sees_pages_that_make_sense(enter: Enter) -> None:
    teacher = enter("rosa", module="rules")

    assert "Settings of this link" in teacher.get(f"{teacher.base}/instructor").text
    assert teacher.get(f"{teacher.base}/instructor/settings").heading == "Settings of this link"
