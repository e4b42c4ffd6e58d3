"""Instructors place modules: by deep linking, by hand, and by custom parameter."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.lti.models import SigningKey
from lti_tool.placements.catalogue import LazyCatalogue
from lti_tool.placements.models import Placement
from lti_tool.settings import shipped_dir
from tests.conftest import World
from tests.support.learners import answers, csrf, open_quiz, wait_for_grade, wait_for_words

COURSE = "front-desk"
MODULE = "culture-of-yes"
SECOND = "second-helping"


def test_an_instructor_adds_a_module_and_its_grade_column_works(world: World) -> None:
    rosa, learner = world.visitor(), world.visitor()
    picker = rosa.add_content("rosa", COURSE)
    assert picker.heading == "Add modules to your course"

    rosa.submit(picker, "Add to course", {"module": MODULE, "score_maximum": "40"})

    link = next(each for each in world.platform.links_in(COURSE) if each.id != "yes-and")
    assert link.title == "Yes, and!"
    quiz = open_quiz(learner, learner.launch("mei-ling", COURSE, link.id))
    learner.submit(quiz, "Submit your answers", answers(quiz, right=5))
    assert wait_for_grade(world, "mei-ling", link.id) == 20
    words = "Your score, 20 of 40, is in your gradebook."
    assert words in wait_for_words(learner, learner.launch("mei-ling", COURSE, link.id).url, words)


def test_a_fresh_installation_makes_its_first_key_for_its_first_deep_link(world: World, session: Session) -> None:
    session.execute(delete(SigningKey))
    session.commit()
    world.tool.extensions["lti"].signing_keys._ring = None
    rosa = world.visitor()

    rosa.submit(rosa.add_content("rosa", COURSE), "Add to course", {"module": MODULE})

    assert len(world.platform.links_in(COURSE)) == 2


def test_a_choice_that_cannot_be_sent_is_explained_and_kept(world: World) -> None:
    rosa = world.visitor()
    picker = rosa.add_content("rosa", COURSE)

    nothing = rosa.submit(picker, "Add to course")
    for maximum in ("0", "101", "7.5", "ten", "९", "9" * 400):
        bad = rosa.submit(picker, "Add to course", {"module": MODULE, "score_maximum": maximum})
        assert bad.status == 400
        assert "whole number from 1 to 100" in bad.text
        assert bad.soup.select_one(f"input[value={MODULE}][checked]")

    assert "Choose at least one module" in nothing.text
    assert len(world.platform.links_in(COURSE)) == 1


def test_cancelling_adds_nothing_and_goes_back(world: World) -> None:
    rosa = world.visitor()

    back = rosa.submit(rosa.add_content("rosa", COURSE), "Cancel")

    assert back.url.startswith(world.platform.issuer)
    assert back.status == 200
    assert len(world.platform.links_in(COURSE)) == 1


def test_a_link_made_by_hand_asks_its_instructor_and_is_kind_to_an_early_learner(world: World) -> None:
    link = world.platform.add_link(COURSE, "Made by hand")
    rosa, learner = world.visitor(), world.visitor()

    early = learner.launch("mei-ling", COURSE, link.id)
    home = rosa.launch("rosa", COURSE, link.id)
    chosen = rosa.submit(rosa.get(home.link("Choose a module")), "Show this module", {"module": MODULE})

    assert early.heading == "You are early"
    assert early.status == 200
    assert "Nothing chosen yet" in home.text
    assert "Yes, and!" in chosen.text
    assert learner.launch("mei-ling", COURSE, link.id).heading == "Yes, and!"


def test_a_link_made_by_hand_takes_its_module_from_the_custom_parameter(world: World) -> None:
    link = world.platform.add_link(COURSE, "By parameter", {"Module": MODULE})

    assert world.visitor().launch("mei-ling", COURSE, link.id).heading == "Yes, and!"


def test_an_unknown_module_in_the_custom_parameter_is_as_if_none_was_named(world: World) -> None:
    link = world.platform.add_link(COURSE, "Mistyped", {"module": "culture-of-no"})

    assert world.visitor().launch("mei-ling", COURSE, link.id).heading == "You are early"
    assert "Nothing chosen yet" in world.visitor().launch("rosa", COURSE, link.id).text


def test_choosing_a_module_that_does_not_exist_changes_nothing(world: World, session: Session) -> None:
    rosa = world.visitor()
    home = rosa.launch("rosa", COURSE, "yes-and")
    url = f"{world.tool_url}/l/{home.launch_id}/instructor/module"

    refused = rosa.post(url, {"csrf_token": csrf(home), "module": "<script>alert(1)</script>"})

    assert refused.status == 400
    assert "no such module" in refused.text
    assert [placement.module_id for placement in session.scalars(select(Placement))] == [MODULE]


def test_a_change_says_whom_it_touches_is_written_down_and_never_lowers_a_grade(
    world: World, session: Session, tmp_path: Path
) -> None:
    learner, rosa = world.visitor(), world.visitor()
    quiz = open_quiz(learner, learner.launch("mei-ling", COURSE, "yes-and"))
    learner.submit(quiz, "Submit your answers", answers(quiz, right=9))
    assert wait_for_grade(world, "mei-ling", "yes-and") == 90
    world.tool.extensions["catalogue"] = LazyCatalogue(with_a_second_module(tmp_path))

    choose = rosa.get(rosa.launch("rosa", COURSE, "yes-and").link("Show a different module"))
    home = rosa.submit(choose, "Show this module", {"module": SECOND})
    other = open_quiz(learner, learner.launch("mei-ling", COURSE, "yes-and"))
    result = learner.submit(other, "Submit your answers", {})
    result = learner.submit(result, "Submit anyway", {})

    assert "One learner has already taken this module's quiz" in choose.text
    assert "Second helping" in home.text
    assert "0 of 10" in result.text
    delivery = session.scalars(select(ScoreDelivery)).one()
    assert (delivery.score_given, delivery.state) == (90, "delivered")
    changes = session.scalars(select(AuditEvent).where(AuditEvent.action == "placement.module_chosen")).all()
    assert [(change.facts["before"], change.facts["module"]) for change in changes] == [(MODULE, SECOND)]


def test_choosing_the_module_that_is_shown_already_records_nothing(world: World, session: Session) -> None:
    rosa = world.visitor()
    choose = rosa.get(rosa.launch("rosa", COURSE, "yes-and").link("Show a different module"))

    rosa.submit(choose, "Show this module", {"module": MODULE})

    assert session.scalars(select(AuditEvent).where(AuditEvent.action == "placement.module_chosen")).all() == []


def with_a_second_module(folder: Path) -> Path:
    """The shipped content with a copy of its module under another name."""
    content = folder / "content"
    shutil.copytree(shipped_dir("content"), content)
    copy = content / "modules" / SECOND
    shutil.copytree(content / "modules" / MODULE, copy)
    for path in copy.rglob("*.*"):
        text = path.read_text(encoding="utf-8").replace(MODULE, SECOND).replace("coy-", "second-")
        text = text.replace(f"scene-{SECOND}", f"scene-{MODULE}")
        path.write_text(text.replace('title: "Yes, and!"', 'title: "Second helping"'), encoding="utf-8")
    return content
