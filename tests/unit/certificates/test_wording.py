"""A certificate in words: durations, dates and paper by locale."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from lti_tool.certificates.models import Certificate
from lti_tool.certificates.wording import word
from lti_tool.templating import format_minutes
from tests.support.clock import NOON


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        yield


def certificate() -> Certificate:
    return Certificate(
        code="0123456789CDFGHJKMNPRTVW", name="Ann Lee", title="Yes, and!", minutes=80, competencies=[], issued_at=NOON
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (40, "40 minutes"),
        (60, "1 hour"),
        (80, "1 hour 20 minutes"),
        (121, "2 hours 1 minute"),
        (1200, "20 hours"),
    ],
)
def test_minutes_are_said_as_people_say_them(minutes: int, words: str) -> None:
    assert format_minutes(minutes) == words


@pytest.mark.parametrize(
    ("locale", "language", "date", "paper"),
    [
        ("en-US", "en-US", "March 2, 2026", "letter"),
        ("en_GB", "en-GB", "2 March 2026", "A4"),
        ("en", "en", "March 2, 2026", "A4"),
        ("", "en", "March 2, 2026", "A4"),
        ("fr-CA", "en", "March 2, 2026", "A4"),
        ("not a locale", "en", "March 2, 2026", "A4"),
        ("x" * 35, "en", "March 2, 2026", "A4"),
    ],
)
def test_date_and_paper_follow_the_launchs_locale(locale: str, language: str, date: str, paper: str) -> None:
    words = word(certificate(), locale, "https://training.example.org/verify/X")

    assert (words.language, words.date, words.paper) == (language, date, paper)


@pytest.mark.parametrize(("locale", "paper"), [("es-US", "letter"), ("es-MX", "A4"), ("es", "A4")])
def test_spanish_is_dated_in_spanish(locale: str, paper: str) -> None:
    with force_locale("es"):
        words = word(certificate(), locale, "https://training.example.org/verify/X")

    assert words.date == "2 de marzo de 2026"
    assert words.paper == paper
