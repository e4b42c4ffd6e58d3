"""A library's own words at a lesson: where learners meet them, whose they are, and what is not taken."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lti_tool.branches.models import Branch
from lti_tool.content.model.cast import Cast
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.policy_slot import SLOT_HEADINGS
from lti_tool.content.source.loader import load_catalogue
from lti_tool.learner.art import PageArt
from lti_tool.learner.lesson import page as lesson_pages
from lti_tool.placements.models import LocalPolicy
from lti_tool.settings import shipped_dir
from tests.functional.adjusting.test_branches import confirm as carry_out
from tests.functional.adjusting.test_branches import look_through
from tests.support.door import Door
from tests.support.takers import Enter, Taker
from tests.support.visitor import Page

LESSON = "types.l1"
OURS = {
    "body": "We **waive** fines under $5.",
    "link_title": "Our fines policy",
    "link_url": "https://lib.example/fines",
    "file_reference": "Staff drive, Policies, Fines",
}


def write(teacher: Taker, **fields: str) -> Page:
    return teacher.post(f"{teacher.base}/instructor/policies/{LESSON}", fields)


def meet(taker: Taker) -> str:
    section = taker.get(f"{taker.base}/lessons/{LESSON}").soup.select_one("section.policies")
    return " ".join(section.get_text(" ").split()) if section else ""


def test_learners_meet_it_in_the_lesson_marked_as_their_librarys(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    assert meet(learner) == ""

    preview = write(teacher, **OURS, act="preview")
    assert preview.lacks("Not saved yet.", "Your library says") == []
    assert meet(learner) == ""
    saved = write(teacher, **OURS)

    assert "For everybody" in saved.text
    page = learner.get(f"{learner.base}/lessons/{LESSON}")
    assert "Your library wrote this, not the authors of the course." in meet(learner)
    assert page.link("Our fines policy") == "https://lib.example/fines"
    assert "File: Staff drive, Policies, Fines" in page.text
    assert page.soup.select_one("section.policies strong").text == "waive"  # type: ignore[union-attr]
    elsewhere = enter("yusuf", context={"id": "another-course", "title": "Another"})
    assert meet(elsewhere) == ""


def test_what_is_taken_away_is_met_no_more_and_the_log_tells_both(enter: Enter) -> None:
    teacher, learner = enter("rosa"), enter()
    write(teacher, **OURS)

    write(teacher)

    assert meet(learner) == ""
    log = teacher.get(f"{teacher.base}/instructor/log")
    assert log.lacks("Local policy at “Hear the need” was written, for everybody.", "was taken away") == []


def test_a_branch_reads_its_own_after_what_is_said_to_all(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    page = look_through(teacher, "name,branch\nMei-Ling Zhao,North\n")
    carry_out(teacher, page)
    with door.session() as session:
        north = session.scalars(select(Branch.id)).one()
    write(teacher, body="To everybody.")
    write(teacher, body="The desk is upstairs.", branch=str(north))

    assert meet(learner).index("To everybody.") < meet(learner).index("For North The desk is upstairs.")
    assert "upstairs" not in meet(other)
    assert "upstairs" in meet(teacher)
    form = teacher.get(f"{teacher.base}/instructor/policies/{LESSON}?branch={north}")
    assert "The desk is upstairs." in form.text
    assert "To everybody." not in str(form.soup.select_one("textarea"))
    for odd in ("x", "99999", "9" * 30, "-1"):
        assert teacher.get(f"{teacher.base}/instructor/policies/{LESSON}?branch={odd}").status == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"body": "Hello\n<script>alert(1)</script>"}, "Line 2: HTML such as <script> is not taken."),
        ({"body": "[x](javascript:alert(1))"}, "Line 1: a link must start with https:// or mailto:"),
        ({"body": "x" * 10_001}, "Use at most 10000 characters."),
        ({"link_url": "javascript:alert(1)"}, "Type a full web address"),
        ({"link_url": "file:///etc/passwd"}, "Type a full web address"),
        ({"link_title": "Our policy"}, "The link has a name but no address."),
        ({"file_reference": "x" * 301}, "Use at most 300 characters."),
    ],
)
def test_what_would_not_be_shown_is_told_and_not_kept(
    enter: Enter, door: Door, fields: dict[str, str], words: str
) -> None:
    refused = write(enter("rosa"), **fields)

    assert refused.status == 400
    assert refused.text.count(words) == 1
    typed = [str(each.get("value")) for each in refused.soup.select("input")]
    typed += [each.text.strip() for each in refused.soup.select("textarea")]
    assert set(fields.values()) <= set(typed)
    with door.session() as session:
        assert session.scalars(select(LocalPolicy)).all() == []


def test_a_lesson_that_the_course_does_not_have_takes_none(enter: Enter) -> None:
    teacher = enter("rosa")

    assert teacher.get(f"{teacher.base}/instructor/policies/retake.l1").status == 404
    assert "Quiz" not in teacher.get(f"{teacher.base}/instructor/policies").heading


def test_it_stands_in_the_authors_section_for_it_and_else_at_the_end() -> None:
    lesson = lesson_with("## Why\n\nSo.\n\n## At your library\n\nFind out.\n\n## Try this\n\nDo.")
    plain = lesson_with("## Why\n\nSo.")

    assert kinds(lesson) == ["prose", "slot", "prose"]
    assert kinds(plain) == ["prose", "slot"]
    assert kinds(lesson, has_policies=False) == ["prose", "prose"]
    first, _slot, last = parts(lesson, has_policies=True)
    assert "Find out." in str(first)
    assert "Find out." not in str(last)
    assert "<h2>Try this</h2>" in str(last)


@pytest.mark.parametrize("language", SLOT_HEADINGS)
def test_every_shipped_lesson_has_the_place_once(language: str) -> None:
    catalogue = load_catalogue(shipped_dir("content"))
    for module in catalogue.modules:
        localised = catalogue.localised(module.id, language)
        for lesson in localised.module.lessons:
            own_language = "en" if lesson.id in localised.fallen_back else language
            assert lesson.prose.count(f"## {SLOT_HEADINGS[own_language]}") == 1, lesson.id


def lesson_with(markdown: str) -> Lesson:
    facts = {"id": "x", "lang": "en", "minutes": 1, "competencies": ("LCS.C3",), "objectives": ("One.",), "title": "X"}
    return Lesson.model_validate(facts | {"blocks": [{"kind": "prose", "markdown": markdown}]})


def kinds(lesson: Lesson, *, has_policies: bool = True) -> list[str]:
    return [part.kind for part in parts(lesson, has_policies=has_policies)]


def parts(lesson: Lesson, *, has_policies: bool) -> list[lesson_pages.Part]:
    art = PageArt(Cast(), "/drawings", "en")
    steps = lesson_pages.steps(lesson, {}, {}, art=art, preview=False, has_policies=has_policies)
    return [part for step in steps for part in step.parts]
