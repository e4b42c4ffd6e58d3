"""Who has earned a certificate, and what it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.certificates.rules import Credit, can_be_earned, credit_for, is_complete
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.module import Module
from lti_tool.content.source.loader import load_catalogue
from lti_tool.settings import shipped_dir
from tests.support.small_course import write_small_course


@pytest.fixture
def course(tmp_path: Path) -> Catalogue:
    return load_catalogue(write_small_course(tmp_path / "content"))


def module(course: Catalogue, module_id: str) -> Module:
    found = course.module(module_id)
    assert found is not None
    return found


def test_a_module_asks_for_its_lessons_and_a_pass(course: Catalogue) -> None:
    window = module(course, "window")

    assert is_complete(window, {"window.l1"}, passed=True)
    assert not is_complete(window, {"window.l1"}, passed=False)
    assert not is_complete(window, {"rule.l1"}, passed=True)


def test_a_module_without_a_quiz_asks_for_its_lessons(course: Catalogue) -> None:
    reading = module(course, "window").model_copy(update={"quiz": None})

    assert is_complete(reading, {"window.l1"}, passed=False)
    assert not is_complete(reading, set(), passed=False)


def test_a_certificate_asks_for_its_quiz_alone(course: Catalogue) -> None:
    assert is_complete(module(course, "diploma"), set(), passed=True)
    assert not is_complete(module(course, "diploma"), set(), passed=False)


def test_a_pre_assessment_certifies_nothing(course: Catalogue) -> None:
    assert not can_be_earned(module(course, "start"))
    assert not is_complete(module(course, "start"), set(), passed=True)


def test_hours_and_competencies_are_the_modules_own_and_those_it_draws_from(course: Catalogue) -> None:
    offers, rule = ("LCS.C3", "Offers what is possible"), ("LCS.C4", "Explains a rule")

    assert credit_for(module(course, "window"), course) == Credit(35, (offers,))
    assert credit_for(module(course, "diploma"), course) == Credit(80, (offers, rule))


def test_every_shipped_module_but_the_pre_assessment_certifies_something() -> None:
    shipped = load_catalogue(shipped_dir("content"))

    for each in shipped.modules:
        credit = credit_for(each, shipped)
        assert can_be_earned(each) == (each.kind != "preassessment")
        assert credit.minutes >= each.minutes
        assert credit.competencies
