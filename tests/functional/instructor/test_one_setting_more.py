"""A setting is described once: a new one is on the forms, in the log, in the summary and at its contradictions."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from lti_tool.change_log.words import say
from lti_tool.instructor.shared.settings_form import SettingsForm, course_form, link_form
from lti_tool.placements import contradictions
from lti_tool.placements.contradictions import Contradiction
from lti_tool.placements.dates import Dates
from lti_tool.placements.picking import custom
from lti_tool.placements.picking.description import About, Section, describe
from lti_tool.placements.settings import SETTINGS, Counting, QuizSettings
from lti_tool.placements.words import describe_settings

TIME_FIELDS = (
    '{% from "instructor/shared/_settings_fields.html" import section with context %}{{ section(form, "time") }}'
)


class WithBreaks(QuizSettings):
    """All settings, and one that is not there."""

    tea_breaks: Annotated[
        int,
        Field(ge=0, le=9),
        About(
            label="Tea breaks in a quiz",
            called="tea breaks",
            section=Section.TIME,
            hint="The clock stands still meanwhile.",
            is_course_wide=True,
        ),
    ] = 0


WITH_BREAKS = describe(WithBreaks)


def shown(form: SettingsForm) -> Tag:
    """What the page of settings shows around the new setting's field."""
    soup = BeautifulSoup(render_template_string(TIME_FIELDS, form=form), "html.parser")
    found = soup.select_one(".field:has([name=tea_breaks])")
    assert found is not None
    return found


@pytest.mark.parametrize("form_for", [link_form, course_form])
def test_it_is_asked_for_on_both_forms_with_its_label_hint_and_range(app: Flask, form_for: type) -> None:
    with app.test_request_context(method="POST", data={"tea_breaks": "10"}):
        form = form_for(WITH_BREAKS)(meta={"csrf": False})
        assert not form.validate()
        field = shown(form)

    assert field.select_one("label").text == "Tea breaks in a quiz"  # type: ignore[union-attr]
    assert field.select_one("input")["value"] == "10"  # type: ignore[index]
    assert "The clock stands still meanwhile." in field.text
    assert "Type a whole number from 0 to 9." in field.text


def test_it_is_read_as_typed_and_kept_where_it_differs_from_the_course(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"tea_breaks": "2"}):
        typed = WithBreaks(**{"tea_breaks": link_form(WITH_BREAKS)(meta={"csrf": False}).values()["tea_breaks"]})

    assert typed.stored() == {"tea_breaks": 2}
    assert typed.stored({"tea_breaks": 2}) == {}
    assert WithBreaks().stored({"tea_breaks": 2}) == {"tea_breaks": 0}


def test_a_contradiction_is_told_at_its_field(app: Flask) -> None:
    with app.test_request_context():
        form = link_form(WITH_BREAKS)(meta={"csrf": False})
        assert form.tell([Contradiction("tea_breaks", "There is no time for %(breaks)s breaks.", {"breaks": 3})])
        assert "There is no time for 3 breaks." in shown(form).text


def test_log_and_summary_call_it_by_its_name(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETTINGS, "tea_breaks", WITH_BREAKS["tea_breaks"])
    with app.test_request_context():
        assert say("course.settings_changed", {"changes": {"tea_breaks": [0, 3]}}).endswith("course: tea breaks: 0 → 3")
        assert describe_settings(WithBreaks(tea_breaks=3), Dates()) == ["tea breaks: 3"]
        assert describe_settings(WithBreaks(), Dates()) == []


def test_a_setting_without_words_or_of_no_known_kind_is_refused_where_it_is_written() -> None:
    class NoWords(BaseModel):
        tea_breaks: int = 0

    class NoKind(BaseModel):
        tea: Annotated[dict[str, str], About(label="Tea", called="tea", section=Section.TIME)]

    for model in (NoWords, NoKind):
        with pytest.raises(TypeError, match="the setting tea"):
            describe(model)


def test_every_choice_has_words_and_every_number_a_range() -> None:
    for setting in SETTINGS.values():
        if setting.kind == "choice":
            assert set(setting.about.words) == set(type(setting.default)), setting.name
        assert setting.kind != "number" or setting.least < setting.most, setting.name


def test_contradictions_stand_at_fields_that_there_are() -> None:
    source = Path(contradictions.__file__).read_text(encoding="utf-8")

    assert set(re.findall(r'Contradiction\(\s*"(\w+)"', source)) <= {*SETTINGS, "lessons"}


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(
    settings=st.builds(
        QuizSettings,
        opens_at=st.none() | MOMENTS.map(lambda at: at.replace(microsecond=0)),
        counting=st.sampled_from(Counting),
        time_limit_minutes=st.none() | st.integers(1, 1440),
    )
)
def test_settings_of_any_kind_travel_in_a_links_custom_parameters(settings: QuizSettings) -> None:
    travelling = (*custom.CUSTOM_SETTINGS, SETTINGS["counting"], SETTINGS["time_limit_minutes"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(custom, "CUSTOM_SETTINGS", travelling)
        assert custom.read_quiz_settings(custom.custom_settings(settings)) == settings.stored()
        assert custom.read_quiz_settings({"counting": "luck", "time_limit_minutes": "0", "opens_at": "soon"}) == {}
