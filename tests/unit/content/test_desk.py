"""What a module asks at the desk: three lines of each, behaviors of its own, and the same in other languages."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lti_tool.content import load_catalogue
from lti_tool.quizzes.bank_check import check_content
from tests.support.quiz_course import DESK, write_quiz_course

MODULE = Path("modules/types/module.yaml")
Facts = dict[str, Any]
FAULTS: dict[str, Callable[[Facts], object]] = {
    "there is no behaviour LCS.C3 below": lambda desk: desk["seen"][0].update(code="LCS.C3"),
    "LCS.C3.1 is on the card twice": lambda desk: desk["seen"][1].update(code="LCS.C3.1"),
    '"seen" is too short; write at least 3': lambda desk: desk["seen"].pop(),
    '"lines" is too long; keep at most 3': lambda desk: desk["work"]["lines"].append("It is new."),
    '"count" is too long; keep it to 160 characters': lambda desk: desk.update(count="x" * 161),
    '"say" is missing': lambda desk: desk.pop("say"),
    "looks like an e-mail address": lambda desk: desk["work"].update(
        ask="Send your sign to jane.doe@library.example, please."
    ),
    "two of the three lines say the same": lambda desk: desk["work"]["lines"].__setitem__(1, "It helps."),
}
WORDS = {
    "say": "¿Qué le ayudaría?",
    "seen": ["Levanta la vista", "Pregunta", "Repite"],
    "work": {"ask": "Entregue un cartel.", "lines": ["Ayuda.", "Es corto.", "Es amable."]},
    "count": "¿Cuántas veces levanté la vista?",
}
SPANISH = {"source_version": 1, "title": "Tipos", "summary": "Muy pequeño.", "quiz": {"title": "Prueba"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_quiz_course(tmp_path)


def write(path: Path, facts: Facts) -> None:
    path.write_text(json.dumps(facts), encoding="utf-8")  # JSON is YAML


@pytest.mark.parametrize("expected", FAULTS)
def test_a_fault_is_told(folder: Path, expected: str) -> None:
    facts, desk = json.loads((folder / MODULE).read_text(encoding="utf-8")), copy.deepcopy(DESK)
    FAULTS[expected](desk)
    write(folder / MODULE, facts | {"desk": desk})

    told = [str(problem) for problem in check_content(folder) if str(MODULE) in str(problem)]

    assert any(expected in each for each in told), told


def test_other_words_keep_the_codes_and_english_stands_where_they_are_absent(folder: Path) -> None:
    path = folder / "modules/types/module.es.yaml"
    write(path, SPANISH | {"desk": WORDS})
    localised = load_catalogue(folder).localised("types", "es")
    desk = localised.module.desk
    assert desk is not None
    assert (desk.say, desk.seen[2].text, desk.seen[2].code) == (WORDS["say"], "Repite", "LCS.C3.3")
    assert localised.language_of_desk("es") == "es"

    write(path, SPANISH)
    localised = load_catalogue(folder).localised("types", "es")

    assert localised.module.desk is not None
    assert localised.module.desk.say == DESK["say"]
    assert localised.language_of_desk("es") == "en"
    assert localised.fallen_back, "the page says that some of it is in English"
    assert any("asks at the desk is not translated" in str(problem) for problem in check_content(folder))


def test_words_for_nothing_are_foreign(folder: Path) -> None:
    write(folder / "modules/retake/module.es.yaml", SPANISH | {"desk": WORDS})
    assert any('there is no "desk" in English' in str(problem) for problem in check_content(folder))
