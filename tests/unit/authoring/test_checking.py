"""An instructor's item or lesson meets the same check as an author's file, and what it exports passes that check."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from lti_tool.authoring.checking import Checked, Surroundings, check_text
from lti_tool.authoring.export import as_zip, files_of, versions
from lti_tool.authoring.item_draft import ItemDraft, PartDraft, write_item
from lti_tool.authoring.lesson_draft import LessonDraft, write_lesson
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.content import load_catalogue
from lti_tool.content.source.problem import errors_among
from lti_tool.quizzes.bank_check import check_content
from tests.support.own_items import LESSON, PARTS, WHY, item_draft
from tests.support.small_course import write_small_course

KEYS = {f"own-{kind.replace('_', '-')}": kind for kind in PARTS}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def around(course: Path) -> Surroundings:
    catalogue = load_catalogue(course)
    module = catalogue.module("window")
    assert module is not None
    return Surroundings(catalogue, module)


def check(draft: ItemDraft | LessonDraft, around: Surroundings) -> Checked:
    if isinstance(draft, LessonDraft):
        return check_text("lesson", write_lesson(draft, "own-1", 1), "own-1", around)
    return check_text("item", write_item(draft, "own-1", 1), "own-1", around)


@pytest.mark.parametrize("kind", PARTS)
def test_a_sound_item_of_each_type_may_be_shown(kind: str, around: Surroundings) -> None:
    checked = check(item_draft(kind), around)

    assert checked.told == ()
    assert checked.can_be_shown


def test_advice_of_ones_own_needs_no_source(around: Surroundings) -> None:
    checked = check(item_draft(source=""), around)

    assert checked.told == ()
    assert checked.can_be_shown


@pytest.mark.parametrize(
    ("change", "where", "message"),
    [
        ({"stem": ""}, "", "“The question” is empty"),
        ({"parts": PARTS["single"][1:]}, "", "0 options are marked as right"),
        ({"parts": (*PARTS["single"][:2], PartDraft("Go home now."))}, "option c", "there is no feedback"),
        ({"parts": (*PARTS["single"][:2], PartDraft("<b>Go</b>", WHY))}, "option c", "raw HTML is not allowed (<b>)"),
        ({"stem": "[x](javascript:alert(1)) What do you say?"}, "", "the link to javascript:alert(1) is not allowed"),
        ({"source": "hearsay"}, "", "there is no source hearsay"),
        ({"competency": "LCS.Z9"}, "", "there is no competency LCS.Z9"),
        ({"lesson": "elsewhere"}, "", "there is no lesson elsewhere"),
        ({"stem": "Somebody asks for a seat by the window. What do you say?"}, "", "have the same stem"),
    ],
)
def test_a_fault_is_told_with_its_option(
    change: dict[str, object], where: str, message: str, around: Surroundings
) -> None:
    checked = check(item_draft(**change), around)

    assert not checked.can_be_shown
    assert any(each.where == where and message in each.message for each in checked.told), checked.told


def test_an_item_that_no_section_draws_is_told_but_may_be_shown(around: Surroundings) -> None:
    checked = check(item_draft(competency="LCS.C4"), around)

    assert [each.severity for each in checked.told] == ["warning"]
    assert checked.can_be_shown


@pytest.mark.parametrize(
    ("draft", "message"),
    [
        (LessonDraft("", "3", ("LCS.C3",), ("Do it.",), "Text."), "the lesson's title is empty"),
        (LessonDraft("A title", "soon", ("LCS.C3",), ("Do it.",), "Text."), '“Minutes it takes” cannot be "soon"'),
        (LessonDraft("A title", "3", (), ("Do it.",), "Text."), "“Skills it builds” is empty"),
        (LessonDraft("A title", "3", ("LCS.C3",), ("Do it.",), "<script>x</script>"), "raw HTML is not allowed"),
        (LessonDraft("A title", "3", ("LCS.C3",), ("Do it.",), ':::survey id="s" src="x"\n:::'), "there is no surveys"),
    ],
)
def test_a_lessons_faults_are_told(draft: LessonDraft, message: str, around: Surroundings) -> None:
    checked = check(draft, around)

    assert not checked.can_be_shown
    assert any(message in each.message for each in checked.told), checked.told


def test_a_lesson_may_hold_activities(around: Surroundings) -> None:
    body = 'Read.\n\n:::reflection id="r1"\nprompt: "Whom did you help today, and how?"\n:::'
    draft = LessonDraft(LESSON.title, LESSON.minutes, LESSON.competencies, LESSON.objectives, body)

    assert check(draft, around).told == ()


def test_what_is_exported_passes_the_check_of_the_shared_course(tmp_path: Path) -> None:
    course = write_small_course(tmp_path)
    everything = [_own("item", key, write_item(item_draft(kind), key, 1)) for key, kind in KEYS.items()]
    everything.append(_own("lesson", "own-lesson", write_lesson(LESSON, "own-lesson", 1)))
    before = errors_among(check_content(course))

    files = files_of(versions(everything, with_drafts=False))
    for file in files:
        _merge(course, file.path, file.text)

    assert set(errors_among(check_content(course))) <= set(before)
    module = load_catalogue(course).module("window")
    assert module is not None
    assert module.quiz is not None
    assert [item.id for item in module.quiz.items[1:]] == list(KEYS)
    assert [lesson.title for lesson in module.lessons] == ["Hear the need", "Our atlas room"]
    assert as_zip(files) == as_zip(files)


def _own(kind: str, key: str, source: str) -> OwnContent:
    version = OwnVersion(number=1, source=source, written_at=NOON)
    return OwnContent(module_id="window", kind=kind, key=key, published_version=1, versions=[version])


def _merge(course: Path, path: str, text: str) -> None:
    """What the word in the archive says to do."""
    if path.endswith("items-to-add.yaml"):
        items = (course / path).parent / "items.yaml"
        items.write_text(items.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")
        return
    (course / path).write_text(text, encoding="utf-8")
    module = (course / path).parents[1] / "module.yaml"
    listed = module.read_text(encoding="utf-8").replace(
        'lessons: ["window.l1"]', 'lessons: ["window.l1", "own-lesson"]'
    )
    module.write_text(listed, encoding="utf-8")
