"""Reasons are stored in English for operators, and said to instructors in their language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from lti_tool.delivery.reasons import KNOWN, NO_LONGER, explain, give_up, say_reason
from lti_tool.errors import ToolError
from lti_tool.language import locale_of
from lti_tool.lti.services.ags import NoLineItem
from lti_tool.lti.services.http import AnswerTooLarge, PlatformTimedOut, PlatformUnreachable
from lti_tool.lti.services.refusals import PlatformRefused, Refusal, TokenRefused

WORDINGS = [*KNOWN, *NO_LONGER.values()]
STATUSES = (302, 401, 403, 404, 410, 418, 500, 503)
ERRORS = [
    PlatformUnreachable(),
    PlatformTimedOut(),
    AnswerTooLarge(),
    NoLineItem(),
    TokenRefused(Refusal(400, "invalid_client")),
    *(
        PlatformRefused(Refusal(status, "because (we say) so. Really"))
        for status in (302, 401, 403, 404, 410, 418, 500, 503)
    ),
]


@pytest.fixture(params=["es-MX", "en"])
def locale(request: pytest.FixtureRequest) -> Iterator[str]:
    app = Flask("lti_tool")
    Babel(app, locale_selector=lambda: locale_of(request.param))
    with app.test_request_context():
        yield request.param


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_a_stored_reason_is_said_in_the_readers_language(locale: str, error: ToolError) -> None:
    stored = explain(error).reason

    if locale == "en":
        assert say_reason(stored) == stored
    else:
        assert "plataforma de aprendizaje" in say_reason(stored)
        assert "learning platform" not in say_reason(stored)


def test_what_the_platform_said_stays_as_it_said_it(locale: str) -> None:
    stored = explain(PlatformRefused(Refusal(500, "because (we say) so. Really"))).reason

    assert "HTTP 500: because (we say) so. Really" in say_reason(stored)


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_giving_up_is_said_after_the_reason(locale: str, error: ToolError) -> None:
    said = say_reason(give_up(explain(error), 12))

    end = "We stopped after 12 tries," if locale == "en" else "Nos detuvimos después de 12 intentos"
    assert said.startswith(say_reason(explain(error).reason))
    assert end in said


def test_a_sentence_of_nobody_we_know_stays_as_it_is(locale: str) -> None:
    assert say_reason("The LMS says: no such person here.") == "The LMS says: no such person here."
    assert say_reason("") == ""
