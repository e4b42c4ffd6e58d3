"""From the tag that a platform sends to the locale whose dates and numbers a page writes."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from flask import Flask
from flask_babel import Babel

from lti_tool.errors import N_, ToolError
from lti_tool.site.language import locale_of
from lti_tool.templating import format_datetime, format_points, in_words, translate

NOON = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


def in_locale(tag: str) -> Flask:
    app = Flask("lti_tool")
    Babel(app, locale_selector=lambda: locale_of(tag))
    return app


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("es", "es"),
        ("es-MX", "es_MX"),
        ("es_mx", "es_MX"),
        ("es-419", "es_419"),
        ("es_ES.UTF-8", "es_ES"),
        ("es-XX", "es"),
        ("es-", "es"),
        ("EN-gb", "en_GB"),
        ("en-US-x-private", "en"),
    ],
)
def test_the_territory_of_a_language_we_speak_is_kept(tag: str, locale: str) -> None:
    assert str(locale_of(tag)) == locale


@pytest.mark.parametrize("tag", ["", "fr", "fr-CA", "est", "enm", "x", "-", "\0", "es" + "z" * 500])
def test_a_language_we_do_not_speak_is_nobodys_locale(tag: str) -> None:
    assert locale_of(tag) is None


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en-US", "Nov 23, 2026, 2:05\u202fPM UTC"),
        ("en-GB", "23 Nov 2026, 14:05 UTC"),
        ("es-MX", "23 nov 2026, 2:05\u202fp.m. UTC"),
        ("es-ES", "23 nov 2026, 14:05 UTC"),
    ],
)
def test_a_moment_is_written_as_the_reader_writes_it_and_names_its_zone(tag: str, written: str) -> None:
    with in_locale(tag).test_request_context():
        assert format_datetime(NOON) == written


@pytest.mark.parametrize(
    ("tag", "written"), [("en", "1,234.57"), ("es-ES", "1.234,57"), ("es-MX", "1,234.57"), ("es-AR", "1.234,57")]
)
def test_points_are_written_as_the_reader_writes_them(tag: str, written: str) -> None:
    with in_locale(tag).test_request_context():
        assert format_points(Fraction(123457, 100)) == written
        assert format_points(7.0) == "7"


def test_without_a_request_dates_and_points_are_english() -> None:
    assert format_points(7.5) == "7.5"
    assert format_datetime(NOON).endswith("UTC")
    assert format_datetime(None) == format_points(None) == ""


class Closed(ToolError):
    """Has a place for a moment."""

    message = N_("The quiz closed on %(when)s.")


def test_an_error_keeps_english_for_logs_and_is_said_in_the_readers_language() -> None:
    problem = Closed(params={"when": NOON})

    assert str(problem) == problem.message == "The quiz closed on 2026-11-23 14:05:00+00:00."
    with in_locale("es-ES").test_request_context():
        assert in_words(problem) == "El cuestionario cerró el 23 nov 2026, 14:05 UTC."


def test_nothing_to_say_is_nothing_in_any_language() -> None:
    with in_locale("es").test_request_context():
        assert translate("") == ""
        assert translate("100% of words we never met") == "100% of words we never met"
