"""The reference page of the design: there for those who work on the tool, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.app import create_app
from lti_tool.settings import Settings, load_settings
from lti_tool.site.styleguide import contrast, pairings, tokens
from tests.support.closing import close_app
from tests.support.visitor import Page


@pytest.fixture
def guide(settings: Settings) -> Iterator[FlaskClient]:
    app = create_app(settings.model_copy(update={"development": True}))
    yield app.test_client()
    close_app(app)


def test_in_production_there_is_no_style_guide(app: Flask) -> None:
    assert app.test_client().get("/styleguide").status_code == 404


def test_the_shipped_settings_are_those_of_production() -> None:
    assert load_settings({}).development is False


def test_in_development_the_style_guide_shows_every_token_and_every_kind_of_question(guide: FlaskClient) -> None:
    page = Page("", guide.get("/styleguide"), "GET", {})

    assert page.status == 200
    assert page.heading == "Style guide"
    assert [name for name in tokens()[0] if name not in page.text] == []
    assert len(page.soup.select("fieldset.question input[data-shown]")) == 5
    assert page.soup.select("[dir=rtl][lang=ar]")


def test_every_pair_of_colours_is_readable_by_day_and_by_night() -> None:
    assert [pair for pair in pairings() if not pair.is_enough] == []


def test_the_night_changes_only_tokens_that_the_day_has() -> None:
    day, night = tokens()

    assert set(night) < set(day)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#ffffff", 21.0), ("#777777", "#fff", 4.48), ("#ffffff", "#777777", 4.48), ("#abc", "#aabbcc", 1.0)],
)
def test_contrast_is_as_wcag_defines_it(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
