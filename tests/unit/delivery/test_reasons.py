"""Why a score did not arrive, said in the reader's language, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from lti_tool.delivery.reasons import ChangedThere, Why, advise, say
from lti_tool.delivery.tries.failures import OUR_FAULT, explain, give_up
from lti_tool.errors import ToolError
from lti_tool.lti.services.ags.errors import LineItemsUnreadable, LineItemWithoutAddress, NoLineItem, ScoresNotAllowed
from lti_tool.lti.services.http import AddressNotAllowed, AnswerTooLarge, PlatformTimedOut, PlatformUnreachable
from lti_tool.lti.services.refusals import PlatformRefused, Refusal, TokenMissing, TokenRefused
from lti_tool.reasons import Reason, said_then, wording_of
from lti_tool.site.language import locale_of

DETAIL = "because (we say) so. Really"
STATUSES = (302, 401, 403, 404, 410, 418, 500, 503)
ERRORS = [
    PlatformUnreachable(),
    PlatformTimedOut(),
    AnswerTooLarge(),
    NoLineItem(),
    ScoresNotAllowed(),
    LineItemWithoutAddress(),
    LineItemsUnreadable(),
    TokenRefused(Refusal(400, "invalid_client")),
    TokenMissing(Refusal(200)),
    PlatformRefused(Refusal(429, throttled=True)),
    PlatformRefused(Refusal(409, "timestamp")),
    PlatformRefused(Refusal(400, "Incorrect score received")),
    *(PlatformRefused(Refusal(status, DETAIL)) for status in STATUSES),
]
OWN_ADVICE = [
    AddressNotAllowed(),
    NoLineItem(),
    ScoresNotAllowed(),
    LineItemWithoutAddress(),
    LineItemsUnreadable(),
    ChangedThere((95.5, 100), (70, 100)),
    TokenMissing(Refusal(200)),
    *(PlatformRefused(Refusal(status, DETAIL)) for status in (302, 401, 403, 404, 410, 500)),
]

pytestmark = pytest.mark.both_databases


@pytest.fixture(params=["es-MX", "en"])
def locale(request: pytest.FixtureRequest) -> Iterator[str]:
    yield from speaking(request.param)


@pytest.fixture
def spain() -> Iterator[str]:
    yield from speaking("es-ES")


def speaking(tag: str) -> Iterator[str]:
    app = Flask("lti_tool")
    Babel(app, locale_selector=lambda: locale_of(tag))
    with app.test_request_context():
        yield tag


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_a_reason_is_said_in_the_readers_language(locale: str, error: ToolError) -> None:
    said = say(explain(error).reason)

    assert ("learning platform" in said) == (locale == "en")
    assert ("plataforma de aprendizaje" in said) == (locale != "en")


@pytest.mark.parametrize("why", Why)
def test_each_code_has_words(why: Why) -> None:
    assert wording_of(why) is not None


def test_what_the_platform_said_stays_as_it_said_it(locale: str) -> None:
    assert f"HTTP 500: {DETAIL}" in say(explain(PlatformRefused(Refusal(500, DETAIL))).reason)


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_giving_up_is_said_after_the_reason(locale: str, error: ToolError) -> None:
    said = say(give_up(explain(error), 12))

    end = "We stopped after 12 tries," if locale == "en" else "Nos detuvimos después de 12 intentos"
    assert said.startswith(say(explain(error).reason))
    assert end in said


def test_points_are_written_as_the_reader_writes_them(spain: str) -> None:
    said = say(ChangedThere((95.5, 100), (70, 100)).reason)

    assert "(95,5 / 100)" in said
    assert "(70 / 100)" in said


@pytest.mark.parametrize("error", OWN_ADVICE, ids=str)
def test_what_to_do_belongs_to_the_reason(locale: str, error: ToolError) -> None:
    advice = advise(explain(error).reason, is_waiting=False)

    assert advice != advise(OUR_FAULT.reason, is_waiting=False)


def test_without_advice_of_its_own_it_is_waited_for_or_sent_again(locale: str) -> None:
    waiting, failed = (advise(PlatformTimedOut().reason, is_waiting) for is_waiting in (True, False))

    assert waiting == advise(Reason(), is_waiting=True) != failed


@pytest.mark.parametrize("why", Why)
def test_what_is_tried_on_is_not_to_be_sent_again_by_hand(locale: str, why: Why) -> None:
    advice = advise(Reason(why), is_waiting=True)

    assert advice
    assert "send it again" not in advice


def test_a_text_of_the_version_before_stays_as_it_is(locale: str) -> None:
    assert say(said_then("The LMS says: no such person here.")) == "The LMS says: no such person here."
    assert say(Reason()) == ""
