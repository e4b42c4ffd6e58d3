"""The course that ships: it loads, it lints, and every question can be answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.content import Catalogue, check_content, load_catalogue, render_inline_markdown, render_markdown
from lti_tool.content.problem import errors_among
from lti_tool.content.schema import Item, Module
from lti_tool.quizzes import draw_items, mark, score

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


def items_of(catalogue: Catalogue) -> Iterator[Item]:
    for module in catalogue.modules:
        yield from module.quiz.items if module.quiz else ()


def quizzes_of(catalogue: Catalogue) -> list[Module]:
    return [module for module in catalogue.modules if module.quiz]


def test_the_shipped_content_has_no_errors():
    assert [str(problem) for problem in errors_among(check_content(CONTENT))] == []


def test_the_module_of_the_first_form_is_there(catalogue: Catalogue):
    module = catalogue.module("culture-of-yes")

    assert module is not None
    assert len(module.lessons) == 5
    assert module.quiz is not None
    assert len(module.quiz.items) == 18
    assert module.quiz.draw_count == 10


def test_the_key_of_every_item_gets_full_marks_and_every_wrong_option_gets_less(catalogue: Catalogue):
    for item in items_of(catalogue):
        assert mark(item, item.keys).verdict == "right", item.id
        for option in item.options:
            if not option.key:
                assert mark(item, {option.id}).points == 0, (item.id, option.id)


def test_every_competency_that_is_tagged_exists(catalogue: Catalogue):
    tagged = {item.competency for item in items_of(catalogue)}
    for module in catalogue.modules:
        tagged.update(module.competencies, *(lesson.competencies for lesson in module.lessons))

    assert [code for code in sorted(tagged) if catalogue.competency(code) is None] == []


def test_a_hundred_seeds_draw_a_whole_quiz_that_can_be_answered_in_full(catalogue: Catalogue):
    for module in quizzes_of(catalogue):
        assert module.quiz is not None
        for seed in range(100):
            drawn = draw_items(module.quiz, seed)
            result = score(mark(one.item, one.item.keys) for one in drawn)
            assert result.points == result.points_possible == module.quiz.draw_count


def test_every_item_is_drawn_by_some_seed(catalogue: Catalogue):
    for module in quizzes_of(catalogue):
        assert module.quiz is not None
        drawn = {one.item.id for seed in range(200) for one in draw_items(module.quiz, seed)}
        assert drawn == {item.id for item in module.quiz.items}


def test_every_text_renders_without_leftover_marks(catalogue: Catalogue):
    for item in items_of(catalogue):
        for text in (item.stem, *(option.text for option in item.options)):
            html = render_inline_markdown(text)
            assert "**" not in html, item.id
            assert "&lt;" not in html, item.id
    for module in catalogue.modules:
        for lesson in module.lessons:
            html = render_markdown(lesson.body)
            assert "**" not in html, lesson.id
            assert "<h1" not in html, lesson.id


def test_lessons_fit_in_ten_minutes_and_add_up_to_no_more_than_their_module(catalogue: Catalogue):
    for module in catalogue.modules:
        assert all(lesson.minutes <= 10 for lesson in module.lessons), module.id
        assert sum(lesson.minutes for lesson in module.lessons) <= module.minutes, module.id
