"""Reasons: codes and facts that are stored, and their words."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

import lti_tool.app
from lti_tool.errors import N_, ToolError
from lti_tool.lti.services.http import PlatformTimedOut
from lti_tool.lti.services.refusals import PlatformRefused, Refusal
from lti_tool.reasons import SAID_THEN, Reason, Wording, register, said_then, wording_of
from lti_tool.site.language import locale_of
from lti_tool.templating import advice_of, words_of


def kinds(kind: type[ToolError] = ToolError) -> Iterator[type[ToolError]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds(each)


CODED = [kind for kind in kinds() if kind.code and kind.__module__.startswith("lti_tool")]


@pytest.fixture
def spanish() -> Iterator[None]:
    app = Flask("lti_tool")
    Babel(app, locale_selector=lambda: locale_of("es-ES"))
    with app.test_request_context():
        yield


@pytest.mark.parametrize("kind", CODED, ids=lambda kind: kind.code)
def test_a_code_has_the_words_of_its_error_alone(kind: type[ToolError]) -> None:
    wording = wording_of(kind.code)

    assert re.fullmatch(r"[a-z][a-z0-9_]{1,63}", kind.code)
    assert wording is not None
    assert (wording.words, wording.advice) == (kind.message, kind.advice)
    assert [each for each in CODED if each.code == kind.code] == [kind]


def test_whatever_a_platform_may_answer_has_a_code() -> None:
    """These end deliveries and long work, and so are stored."""
    stored = [kind for kind in kinds() if kind.__module__.startswith(("lti_tool.lti.services", "lti_tool.delivery"))]

    assert len(stored) > 10
    assert [kind.__name__ for kind in stored if not kind.code] == []


def test_a_row_whose_facts_another_version_chose_is_shown_by_its_code_and_breaks_no_page() -> None:
    odd = Reason(PlatformRefused.code, {"status_of_another_version": 422})

    assert PlatformRefused.code in words_of(odd)
    assert advice_of(odd) == ""


def test_a_code_is_not_inherited() -> None:
    class Slower(PlatformTimedOut):
        message = "Slower than ever."

    assert Slower().code == ""
    assert Slower().reason == said_then("Slower than ever.")


def test_a_code_has_words_once() -> None:
    with pytest.raises(ValueError, match="platform_timed_out"):
        register({"platform_timed_out": Wording("Something else.")})


def test_an_errors_facts_can_be_stored_and_say_the_same() -> None:
    problem = PlatformRefused(Refusal(503, "a → b; “user 12”: c)"))
    stored = Reason(problem.reason.code, json.loads(json.dumps(dict(problem.reason.params))))

    assert stored == Reason("platform_refused", {"http_status": 503, "detail": "a → b; “user 12”: c)"})
    assert words_of(stored) == problem.message == str(problem)


def test_words_said_where_it_was_raised_have_no_code_and_stay() -> None:
    problem = PlatformTimedOut(N_("It took %(seconds)s seconds."), params={"seconds": 3})

    assert problem.reason == Reason(SAID_THEN, {"text": "It took 3 seconds."})
    assert words_of(problem.reason) == "It took 3 seconds."


def test_an_error_may_be_given_another_code_of_a_table() -> None:
    problem = ToolError(code="platform_timed_out")

    assert (problem.message, problem.advice) == (PlatformTimedOut.message, PlatformTimedOut.advice)
    assert problem.reason == PlatformTimedOut().reason


def test_words_are_the_readers(spanish: None) -> None:
    assert words_of(PlatformTimedOut().reason) == "La plataforma de aprendizaje tardó demasiado en responder."
    assert advice_of(PlatformTimedOut().reason) != PlatformTimedOut.advice


@pytest.mark.usefixtures("spanish")
def test_numbers_are_written_as_the_reader_writes_them() -> None:
    register({"of_this_test": Wording("%(points)s of %(whole)s")})

    assert words_of(Reason("of_this_test", {"points": 1234.5, "whole": 7.0})) == "1.234,5 of 7"


def test_what_a_newer_version_stored_is_shown_by_its_code() -> None:
    assert "of_tomorrow" in words_of(Reason("of_tomorrow", {"facts": "unknown"}))
    assert advice_of(Reason("of_tomorrow")) == ""


def test_no_reason_has_no_words() -> None:
    assert not Reason()
    assert words_of(Reason()) == advice_of(Reason()) == ""


RAISED = [
    pytest.param(keyword.value.value, id=keyword.value.value)
    for path in sorted(Path(lti_tool.app.__file__).parent.rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call)
    for keyword in node.keywords
    if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
]


@pytest.mark.parametrize("code", RAISED)
def test_a_code_that_is_raised_has_words(code: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{1,63}", code)
    assert wording_of(code) is not None
