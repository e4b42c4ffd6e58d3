"""The migration that reads the log's texts: whatever was stored, cut anywhere, is read or kept as it was said."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.placements.settings import Counting, GradedBy, KeyShown, QuizSettings, Shows
from lti_tool.settings import shipped_dir

CUT_AT = 500
_SPEC = importlib.util.spec_from_file_location(
    "the_log_is_facts", shipped_dir("migrations") / "versions/0019_the_log_is_facts.py"
)
assert _SPEC is not None
assert _SPEC.loader is not None
migration = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(migration)

LESSON_IDS = [
    f"{module}.l{number}" for module in ("yes-and", "bend-a-rule", "get-to-yes-toolkit") for number in range(9)
]
LESSONS = st.lists(st.sampled_from(LESSON_IDS), max_size=12).map(tuple)
MOMENTS = st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
SETTINGS = st.builds(
    QuizSettings,
    shows=st.sampled_from(Shows),
    lessons_hidden=LESSONS,
    lessons_order=LESSONS,
    items=st.none() | st.integers(1, 100),
    graded_by=st.sampled_from(GradedBy),
    counting=st.sampled_from(Counting),
    wait_minutes=st.integers(0, 1000),
    opens_at=MOMENTS,
    closes_at=MOMENTS,
    key_shown=st.sampled_from(KeyShown),
    key_shown_from=MOMENTS,
)


def changes_between(before: QuizSettings, after: QuizSettings) -> dict[str, Any]:
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return {name: [old[name], value] for name, value in new.items() if value != old[name]}


def said_then(changes: dict[str, Any]) -> str:
    """As that version wrote it down."""

    def said(value: Any) -> str:
        return "–" if value is None or value == [] else ", ".join(value) if isinstance(value, list) else str(value)

    return "; ".join(f"{name}: {said(was)} → {said(now)}" for name, (was, now) in changes.items())


@given(SETTINGS, SETTINGS)
def test_changes_are_read_as_they_were_made_and_a_cut_one_is_kept_as_it_was_said(
    before: QuizSettings, after: QuizSettings
) -> None:
    changes = changes_between(before, after)
    text = said_then(changes)
    read = migration.read_changes(text[:CUT_AT])

    if len(text) < CUT_AT:
        assert read == {"changes": changes}
    else:
        *whole, _last = read["changes"].items()
        assert all(changes[name] == pair for name, pair in whole)
        told = [
            f"{name}: {value}" if isinstance(value, str) else said_then({name: value})
            for name, value in read["changes"].items()
        ]
        assert "; ".join([*told, read["said_then"]] if "said_then" in read else told) == text[:CUT_AT].removesuffix(
            "; "
        )


@given(st.text(max_size=600))
def test_no_text_is_too_odd(text: str) -> None:
    action, facts = migration.read_event("placement.settings_changed", {"changed": text, "placement": text})

    assert action == "placement.settings_changed"
    assert facts["placement"] in (text, int(text) if text.isascii() and text.isdigit() else text)
    if text:
        assert facts["changes"] or facts["said_then"]


@pytest.mark.parametrize(
    ("action", "detail", "read"),
    [
        ("accommodation.set", {"user": "3", "time_factor": "1.5", "extra_attempts": "1", "reason": "12"}, None),
        ("attempt.reopened", {"user": "3", "placement": "1", "number": "1", "points": "7.5", "reason": "x"}, None),
        ("item.dropped", {"item": "7", "changed": "2", "kept": "0"}, {"item": "7", "scores_changed": 2, "kept": 0}),
        ("branch.roster_imported", {"people": "3", "refused": "many"}, {"people": 3, "refused": "many"}),
        ("branch.renamed", {"before": "1", "name": "2"}, {"before": "1", "name": "2"}),
        ("invitation.made", {"id": "1", "auto_approve": "False"}, {"id": 1, "auto_approve": False}),
        ("coordinator.joined", {"deployment": "1"}, {"deployment": 1}),
        ("deployment.accepted", {"deployment": "1"}, {"deployment": "1"}),
        ("course.settings_changed", {"changed": ""}, {"changes": {}}),
        ("odd.thing", {"count": "3"}, {"count": "3"}),
    ],
)
def test_numbers_are_numbers_again_where_they_were(
    action: str, detail: dict[str, str], read: dict[str, Any] | None
) -> None:
    numbers = {"user": 3, "placement": 1, "number": 1, "extra_attempts": 1, "time_factor": 1.5, "points": 7.5}
    expected = read if read is not None else {name: numbers.get(name, value) for name, value in detail.items()}

    assert migration.read_event(action, detail) == (action, expected)


def test_the_two_meanings_of_a_pending_deployment_are_told_apart() -> None:
    assert migration.read_event("deployment.pending", {"deployment": "b-9"}) == (
        "deployment.waits",
        {"deployment": "b-9"},
    )
    assert migration.read_event("deployment.pending", {"id": "5"}) == ("deployment.pending", {"id": 5})


@pytest.mark.parametrize(
    ("said", "action", "actor"),
    [
        ("user 12", "attempt.granted", ("user", 12, "")),
        ("invitation 2", "registration.added", ("invitation", 2, "")),
        ("operator", "registration.added", ("operator", None, "")),
        ("command line", "key.rotated", ("command", None, "")),
        ("https://lms.example", "deployment.pending", ("platform", None, "https://lms.example")),
        ("user 9999999999", "attempt.granted", ("", None, "user 9999999999")),
        ("user ٣", "attempt.granted", ("", None, "user ٣")),
        ("somebody", "key.rotated", ("", None, "somebody")),
    ],
)
def test_actors_are_read(said: str, action: str, actor: tuple[str, int | None, str]) -> None:
    assert migration.read_actor(said, action) == actor
