"""Rewrites, reflections, self-assessments and checklists: what is kept of what people write and choose."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lti_tool.activities import checklist, reflecting, rewriting, self_assessing
from lti_tool.activities.problems import Problem
from lti_tool.activities.typed import LONGEST
from lti_tool.content.model.activities.kinds import Checklist, Reflection, Rewrite, SelfAssessment
from lti_tool.text.plain_text import clean_text


@given(st.text(max_size=200))
@example("\x1b\n0")
def test_what_is_typed_stays_but_for_what_no_keyboard_types(text: str) -> None:
    kept = clean_text(text)

    assert "\0" not in kept
    assert "\r" not in kept
    assert clean_text(kept) == kept


def test_line_ends_of_browsers_are_one_character() -> None:
    assert clean_text("one\r\ntwo\rthree\n") == "one\ntwo\nthree"


def test_models_are_seen_only_after_ones_own_words(rewrite: Rewrite) -> None:
    empty = rewriting.act(rewrite, {}, {"words": ["  "]})
    draft = rewriting.act(rewrite, {}, {"words": ["Let me"], "do": ["draft"]})
    saved = rewriting.act(rewrite, draft.state, {"words": ["Let me see."]})

    assert empty.problem is Problem.WORDS_FIRST
    assert not rewriting.is_done(rewrite, draft.state)
    assert rewriting.in_the_field(draft.state) == "Let me"
    assert rewriting.is_done(rewrite, saved.state)


def test_a_draft_of_a_change_leaves_the_words_until_they_are_saved(rewrite: Rewrite) -> None:
    changed = rewriting.act(rewrite, {"text": "old"}, {"words": ["new"], "do": ["draft"]}).state

    assert changed["text"] == "old"
    assert rewriting.in_the_field(changed) == "new"
    assert rewriting.has_other_draft(changed)
    assert not rewriting.has_other_draft(rewriting.act(rewrite, changed, {"words": ["new"]}).state)


@pytest.mark.parametrize("do", [[], ["draft"]])
def test_too_long_a_text_is_shown_again_and_not_kept(rewrite: Rewrite, reflection: Reflection, do: list[str]) -> None:
    form = {"words": ["x" * (LONGEST + 1)], "do": do}

    for outcome in (rewriting.act(rewrite, {"text": "old"}, form), reflecting.act(reflection, {}, form)):
        assert not outcome.is_kept
        assert outcome.problem is Problem.TOO_LONG
        assert form["words"][0] in outcome.state.values()


def test_exactly_four_thousand_characters_fit(reflection: Reflection) -> None:
    assert reflecting.act(reflection, {}, {"words": ["é" * LONGEST]}).is_kept


LEVELS = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 3))


@given(st.fixed_dictionaries(dict.fromkeys("abc", st.integers(0, 3))), LEVELS)
def test_first_answers_stay_to_compare_whatever_comes_later(earliest: dict[str, int], later: dict[str, int]) -> None:
    assessment = SelfAssessment.model_validate(
        {
            "kind": "self_assessment",
            "id": "l.s",
            "local_id": "s",
            "prompt": "?",
            "statements": [{"id": each, "text": each, "try": each} for each in "abc"],
        }
    )
    state = self_assessing.act(assessment, {}, levels(earliest)).state
    state = self_assessing.act(assessment, state, {"do": ["retake"]}).state
    assert self_assessing.is_answering(state)
    outcome = self_assessing.act(assessment, state, levels(later))

    rows = {row.statement.id: row for row in self_assessing.look(assessment, outcome.state)}

    assert {key: row.then for key, row in rows.items()} == earliest
    assert {key: row.now for key, row in rows.items()} == (later if len(later) == 3 else earliest)
    assert bool(outcome.problem) == (len(later) < 3)
    assert all(row.is_strong == (row.now is not None and row.now >= 2) for row in rows.values())


def levels(chosen: dict[str, int]) -> dict[str, list[str]]:
    return {f"statement-{key}": [str(level)] for key, level in chosen.items()}


def test_a_level_or_statement_that_nobody_offered_is_refused(assessment: SelfAssessment) -> None:
    for form in ({"statement-a": ["4"]}, {"statement-a": ["-1"]}, {"statement-zz": ["1"]}):
        assert not self_assessing.act(assessment, {}, form).is_kept


def test_a_checklist_keeps_picks_and_own_lines_and_prints_them(desk: Checklist) -> None:
    first, last = desk.entries[0], desk.entries[-1]
    state = checklist.act(desk, {}, {"pick": [last.id, first.id, first.id], "own": ["", " Biscuits "]}).state

    sheet = checklist.sheet(desk, state)

    assert state["own"] == ["Biscuits"]
    assert sheet.groups == (("Before we open", (first.text,)), ("When it is busy", (last.text,)))
    assert sheet.own == ("Biscuits",)
    assert not sheet.is_everything


def test_a_sheet_of_nothing_holds_everything(desk: Checklist) -> None:
    sheet = checklist.sheet(desk, {})

    assert sheet.is_everything
    assert sum(len(lines) for _, lines in sheet.groups) == len(desk.entries)


def test_entries_and_lines_beyond_the_form_are_refused(desk: Checklist) -> None:
    for form in ({"pick": ["nothing"]}, {"own": ["one", "two", "three"]}):
        assert not checklist.act(desk, {}, form).is_kept
    long = checklist.act(desk, {}, {"own": ["x" * (LONGEST + 1)]})
    assert long.problem is Problem.TOO_LONG
    assert long.state["own"] == ["x" * (LONGEST + 1)]
