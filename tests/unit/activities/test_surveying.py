"""A survey's answers: read once, and summed up only when the group is large enough to hide in."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.activities import surveying
from lti_tool.activities.problems import Problem
from lti_tool.activities.typed import LONGEST
from lti_tool.community.results import summarise
from lti_tool.content.model.activities.survey import Survey

SURVEY = Survey.model_validate(
    {
        "kind": "survey",
        "id": "l.s",
        "local_id": "s",
        "title": "A survey",
        "fields": [
            {"id": "barrier", "type": "multi", "label": "What?", "options": ["cost", "time", "habit"]},
            {"id": "idea", "type": "long", "label": "Idea?", "share": "opt_in"},
            {"id": "rule", "type": "short", "label": "Rule?"},
        ],
    }
)
OPTIONS = [option.id for option in SURVEY.fields[0].options]


def option(survey: Survey, field_id: str, text: str) -> str:
    field = survey.field(field_id)
    assert field is not None
    return next(each.id for each in field.options if each.text == text)


def test_answers_hold_what_was_given_and_nothing_of_who_gave_it(survey: Survey) -> None:
    cost = option(survey, "barrier", "Cost")
    form = {"field-rule": [" Fines "], "field-barrier": [cost], "field-idea": [""], "share-idea": ["1"]}

    outcome = surveying.act(survey, {}, form)

    assert outcome.state == {"answered": True}
    assert outcome.answers == {"given": {"rule": "Fines", "barrier": [cost]}, "shared": []}


def test_answering_twice_is_refused_kindly(survey: Survey) -> None:
    outcome = surveying.act(survey, {"answered": True}, {"field-rule": ["again"]})

    assert outcome.answers is None
    assert not outcome.is_kept
    assert outcome.problem is Problem.ANSWERED_ALREADY


def test_a_fault_shows_everything_again_and_keeps_nothing_beside_the_person(survey: Survey) -> None:
    faults: tuple[tuple[dict[str, list[str]], Problem], ...] = (
        ({}, Problem.NOTHING_FILLED_IN),
        ({"field-rule": ["Fines"]}, Problem.REQUIRED_MISSING),
        ({"field-idea": ["x" * (LONGEST + 1)]}, Problem.TOO_LONG),
    )
    for form, problem in faults:
        outcome = surveying.act(survey, {}, form)

        assert outcome.problem is problem
        assert not outcome.is_kept
        assert outcome.answers is None
        for name, values in form.items():
            assert outcome.state["typed"][name.removeprefix("field-")] == values[0]


def test_options_and_questions_that_nobody_offered_are_refused(survey: Survey) -> None:
    once, often = (option(survey, "often", text) for text in ("Once", "Often"))
    for form in ({"field-barrier": ["nothing"]}, {"field-zz": ["x"]}, {"field-often": [once, often]}):
        assert surveying.act(survey, {}, form).problem is Problem.NOT_OFFERED


answers = st.fixed_dictionaries(
    {
        "given": st.fixed_dictionaries(
            {}, optional={"barrier": st.lists(st.sampled_from(OPTIONS), unique=True), "idea": st.text(min_size=1)}
        ),
        "shared": st.sampled_from([[], ["idea"]]),
    }
)


@given(st.lists(answers, max_size=12))
def test_small_groups_stay_hidden_and_only_shared_texts_are_shown(given_answers: list[dict[str, Any]]) -> None:
    result = summarise(SURVEY, given_answers)

    assert result.answered == len(given_answers)
    assert result.is_shown == (len(given_answers) >= 5)
    if result.is_shown:
        barrier, idea, rule = result.fields
        assert bool(barrier.counts) == result.has_counts == (len(given_answers) >= 10)
        assert sorted(idea.texts) == sorted(
            each["given"]["idea"] for each in given_answers if "idea" in each["shared"] and "idea" in each["given"]
        )
        assert rule.texts == ()


def test_a_text_without_the_offer_to_share_is_never_shown() -> None:
    forged = [{"given": {"rule": "mine"}, "shared": ["rule"]}] * 6

    assert summarise(SURVEY, forged).fields[2].texts == ()
