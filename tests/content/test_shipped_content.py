"""The course that ships: it loads, it lints, and every question can be answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.content import Catalogue, load_catalogue, render_inline_markdown, render_markdown
from lti_tool.content.checking.lint.finding import all_texts
from lti_tool.content.checking.walks import measure_walk, median_words
from lti_tool.content.model import ChoiceItem, Item, Module, ProseBlock, Scenario
from lti_tool.content.model.activities.kinds import ACTIVITY_MODELS
from lti_tool.content.model.activities.light import Moment
from lti_tool.content.model.items.item import ITEM_TYPES
from lti_tool.content.model.quiz import Quiz
from lti_tool.content.source.problem import errors_among
from lti_tool.quizzes.bank_check import check_content
from lti_tool.quizzes.marking import full_answer, mark
from lti_tool.quizzes.scoring import score
from lti_tool.quizzes.selection import MOST_USES, PLANNED, draw_items

CONTENT = Path(__file__).parents[2] / "content"
PEOPLE = 40


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


def items_of(catalogue: Catalogue) -> Iterator[Item]:
    for module in catalogue.modules:
        yield from module.quiz.items if module.quiz else ()


def quizzes_of(catalogue: Catalogue) -> list[Module]:
    return [module for module in catalogue.modules if module.quiz]


def items_drawn(quiz: Quiz, seed: int, seen: dict[str, int]) -> list[Item]:
    return [each.item for each in draw_items(quiz, seed, seen)]


def teaching_quizzes(catalogue: Catalogue) -> dict[str, Quiz]:
    """The quiz of each module that teaches, and has one."""
    return {
        module.id: module.quiz for module in catalogue.modules if module.kind == "module" and module.quiz is not None
    }


def test_the_shipped_content_has_no_errors():
    assert [str(problem) for problem in errors_among(check_content(CONTENT))] == []


def test_a_module_with_a_quiz_has_twelve_families_and_six_knowledge_items_and_draws_ten(catalogue: Catalogue):
    full = teaching_quizzes(catalogue)

    assert {"service-every-time", "two-front-doors", "culture-of-yes"} <= full.keys()
    for module_id, quiz in full.items():
        assert len({item.family for item in quiz.items if item.family}) >= 12, module_id
        assert sum(item.family is None for item in quiz.items) >= 6, module_id
    assert {(quiz.draw_count, quiz.pass_points, quiz.attempts) for quiz in full.values()} == {(10, 8, 3)}


def test_the_course_uses_every_type_of_item_and_every_kind_of_activity(catalogue: Catalogue):
    kinds = {
        activity.kind for module in catalogue.modules for lesson in module.lessons for activity in lesson.activities
    }

    used = {item.type for item in items_of(catalogue)}
    assert used == set(ITEM_TYPES) - {"best_worst"}, "the worst of three good acts is easily argued about"
    assert kinds == set(ACTIVITY_MODELS)


def test_every_lesson_is_done_and_not_only_read(catalogue: Catalogue):
    walks = [measure_walk(lesson) for module in catalogue.modules for lesson in module.lessons]

    assert [walk for walk in walks if not 4 <= walk.steps <= 7] == []
    assert [walk for walk in walks if walk.words > 1_250] == []
    assert [walk for walk in walks if walk.words_before_doing > 120] == []
    assert [walk for walk in walks if walk.longest_step > 200] == []
    assert [walk for walk in walks if walk.things_to_do < 3] == []
    assert [walk for walk in walks if not walk.faces_and_pictures] == []
    assert median_words(walks) <= 900


def test_every_lesson_opens_with_a_moment(catalogue: Catalogue):
    lessons = [lesson for module in catalogue.modules for lesson in module.lessons]

    assert [lesson.id for lesson in lessons if not isinstance(lesson.steps[0][0], Moment)] == []


def test_every_module_goes_on_at_the_desk(catalogue: Catalogue):
    assert [module.id for module in catalogue.modules if module.desk is None] == []


def test_no_item_names_a_list_of_competencies_as_its_evidence(catalogue: Catalogue):
    topics = {
        (module.id, source.id)
        for module in catalogue.modules
        for source in module.sources
        if "competency" in source.kind
    }
    named = {
        (module.id, item.source)
        for module in catalogue.modules
        if module.quiz is not None
        for item in module.quiz.items
    }

    assert topics
    assert topics & named == set()


def test_the_key_of_every_item_gets_full_marks_and_nothing_else_does(catalogue: Catalogue):
    for item in items_of(catalogue):
        answer = full_answer(item)
        assert mark(item, answer).verdict == "right", item.id
        for token in answer:
            assert mark(item, answer - {token}).points < 1, (item.id, token)


def test_no_wrong_option_alone_earns_anything(catalogue: Catalogue):
    for item in items_of(catalogue):
        if isinstance(item, ChoiceItem) and item.type != "best_worst":
            for option_id in set(item.option_ids) - item.keys:
                assert mark(item, {option_id}).points == 0, (item.id, option_id)


def test_the_best_way_through_every_scenario_ends_well(catalogue: Catalogue):
    for module in catalogue.modules:
        for lesson in module.lessons:
            for scenario in lesson.activities:
                if isinstance(scenario, Scenario):
                    node_id, choice = scenario.best_path[-1]
                    ending = scenario.nodes[scenario.nodes[node_id].choices[choice].to]
                    assert ending.end == "met", scenario.id


def test_every_item_that_names_its_lesson_names_one_that_there_is(catalogue: Catalogue):
    for item in items_of(catalogue):
        assert item.lesson is None or catalogue.module_of_lesson(item.lesson), item.id


def test_every_language_has_only_what_fits(catalogue: Catalogue):
    for language in catalogue.languages:
        for module in catalogue.modules:
            told = catalogue.localised(module.id, language)
            assert [lesson.id for lesson in told.module.lessons] == [lesson.id for lesson in module.lessons]
            for item in module.quiz.items if module.quiz else ():
                assert told.item(item).part_ids == item.part_ids


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
            result = score(mark(one.item, full_answer(one.item)) for one in drawn)
            assert result.points == result.points_possible == module.quiz.draw_count


def test_the_pre_assessment_asks_two_stems_of_each_module_and_every_competency_that_has_one(catalogue: Catalogue):
    compass = catalogue.module("pre-assessment")
    assert compass is not None
    assert compass.quiz is not None
    teaching = teaching_quizzes(catalogue)
    tested = {section.competency for quiz in teaching.values() for section in quiz.sections}

    for seed in range(PEOPLE):
        drawn = draw_items(compass.quiz, seed)
        assert Counter(each.section for each in drawn) == dict.fromkeys(teaching, 2)
        assert all(each.item.family for each in drawn)
        assert {each.item.competency for each in drawn} == tested


def test_every_blueprint_is_drawn_three_times_for_many_people_without_a_repeat(catalogue: Catalogue):
    for module in quizzes_of(catalogue):
        assert module.quiz is not None
        for person in range(PEOPLE):
            seen: dict[str, int] = {}
            groups: Counter[str] = Counter()
            for number in range(1, PLANNED + 1):
                drawn = items_drawn(module.quiz, person * PLANNED + number, seen)
                assert len({item.group for item in drawn}) == len(drawn) == module.quiz.draw_count, (module.id, person)
                assert seen.keys().isdisjoint(item.id for item in drawn), (module.id, person)
                groups.update(item.group for item in drawn)
                seen |= {item.id: number for item in drawn}
            assert max(groups.values()) <= MOST_USES, (module.id, person)


def test_every_item_is_drawn_in_the_end(catalogue: Catalogue):
    for module in quizzes_of(catalogue):
        assert module.quiz is not None
        quiz, seen = module.quiz, dict[str, int]()
        for number in range(1, 101):
            seen |= {one.item.id: number for one in draw_items(quiz, number, seen)}
        strata = [(section, stratum) for section in quiz.sections for stratum in section.strata]
        assert seen.keys() == {item.id for where in strata for item in quiz.bank(*where)}, module.id


def test_every_text_renders_without_leftover_marks(catalogue: Catalogue):
    for item in items_of(catalogue):
        for _, text in all_texts(item):
            html = render_inline_markdown(text)
            assert "**" not in html, item.id
            assert "&lt;" not in html, item.id


def test_every_lesson_renders_without_leftover_marks_below_its_own_heading(catalogue: Catalogue):
    lessons = [lesson for module in catalogue.modules for lesson in module.lessons]
    for lesson in lessons:
        html = "".join(render_markdown(block.markdown) for block in lesson.blocks if isinstance(block, ProseBlock))
        assert "**" not in html, lesson.id
        assert "<h1" not in html, lesson.id


def test_lessons_fit_in_ten_minutes_and_add_up_to_no_more_than_their_module(catalogue: Catalogue):
    for module in catalogue.modules:
        assert all(lesson.minutes <= 10 for lesson in module.lessons), module.id
        assert sum(lesson.minutes for lesson in module.lessons) <= module.minutes, module.id
