"""Translations: other words, the same ids; English where they are absent, stale or of another shape."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.content import load_catalogue
from lti_tool.content.model import Checklist, Lesson, Scenario, Survey
from lti_tool.quizzes.bank_check import check_content
from tests.support.authored_es import ITEMS_ES

FOLDER = "modules/tiny"
LESSON = f"{FOLDER}/lessons/01-hear.es.md"


def lesson_of(tree: Any, language: str) -> Lesson:
    lesson = load_catalogue(tree.root).localised("tiny", language).module.lesson("tiny.l1")
    assert lesson is not None
    return lesson


def test_a_whole_translation_has_no_problems_and_nothing_falls_back(spanish: Any):
    assert [str(problem) for problem in check_content(spanish.root)] == []
    assert load_catalogue(spanish.root).localised("tiny", "es").fallen_back == frozenset()


@pytest.mark.parametrize("locale", ["es", "es-MX", "es_419", "ES"])
def test_a_locale_of_the_language_gets_its_words(spanish: Any, locale: str):
    module = load_catalogue(spanish.root).localised("tiny", locale).module

    assert (module.title, module.summary) == ("Diminuto", "Un módulo muy pequeño.")
    assert module.quiz.title == "Compruebe lo aprendido"
    assert module.lessons[0].title == "Escuche la necesidad"
    assert module.lessons[0].lang == "es"
    assert module.minutes == 10


def test_english_is_the_module_itself(spanish: Any):
    catalogue = load_catalogue(spanish.root)

    assert catalogue.localised("tiny", "en-GB").module is catalogue.module("tiny")
    assert catalogue.localised("tiny", "en").fallen_back == frozenset()


def test_a_language_that_nothing_is_written_in_falls_back_as_a_whole(spanish: Any):
    catalogue = load_catalogue(spanish.root)
    french = catalogue.localised("tiny", "fr")

    assert french.module.title == "Tiny"
    assert french.fallen_back == {"tiny", "tiny.l1"}
    assert catalogue.localised("tiny", "de") is french


def test_a_module_that_is_not_there_has_no_translation(spanish: Any):
    with pytest.raises(KeyError):
        load_catalogue(spanish.root).localised("gone", "es")


def test_an_item_in_other_words_keeps_its_ids_and_keys(spanish: Any):
    catalogue = load_catalogue(spanish.root)
    item = catalogue.module("tiny").quiz.item("tiny-003")

    told = catalogue.localised("tiny", "es").item(item)

    assert told.stem == "¿Cuál es la mejor respuesta y cuál la peor?"
    assert told.option("c").text == "¿Por qué pregunta?"
    assert (told.part_ids, told.best, told.worst) == (item.part_ids, item.best, item.worst)
    assert told.digest != item.digest
    assert catalogue.localised("tiny", "es").item(item) is told


def test_the_bank_stays_english_for_attempts_store_it(spanish: Any):
    catalogue = load_catalogue(spanish.root)

    assert catalogue.localised("tiny", "es").module.quiz.items == catalogue.module("tiny").quiz.items


def test_an_item_of_another_version_is_shown_in_english(spanish: Any):
    catalogue = load_catalogue(spanish.root)
    item = catalogue.module("tiny").quiz.item("tiny-001")
    newer = item.model_copy(update={"version": 2})

    assert catalogue.localised("tiny", "es").item(newer) is newer


def test_an_old_snapshot_with_other_options_is_shown_in_english(spanish: Any):
    catalogue = load_catalogue(spanish.root)
    item = catalogue.module("tiny").quiz.item("tiny-001")
    older = type(item).model_validate({**item.model_dump(), "options": [o.model_dump() for o in item.options[:2]]})

    assert catalogue.localised("tiny", "es").item(older) is older


ORDER_AND_MATCH = """
- id: "tiny-010"
  version: 1
  type: "order"
  competency: "LCS.C3"
  bloom: "apply"
  source: "book"
  stem: "In which order?"
  steps:
  - {text: "Look up", feedback: "It shows that you are there."}
  - {text: "Greet them", feedback: "It shows that you are ready."}
  - {text: "Ask", feedback: "It shows that you want to know."}
- id: "tiny-011"
  version: 1
  type: "match"
  competency: "LCS.C3"
  bloom: "apply"
  source: "book"
  stem: "What does each tell you?"
  pairs:
  - {id: "a", text: "A sigh", match: "Tired", feedback: "It tells that somebody is tired."}
  - {id: "b", text: "A frown", match: "Puzzled", feedback: "It tells that somebody is puzzled."}
  - {id: "c", text: "A yawn", match: "Tired", feedback: "It tells that somebody is tired."}
  extras: ["Hungry"]
"""
ORDER_AND_MATCH_ES = """\
tiny-010:
  source_version: 1
  stem: "¿En qué orden?"
  steps:
  - {text: "Levantar la vista", feedback: "Muestra que usted está ahí."}
  - {text: "Saludar", feedback: "Muestra que usted está disponible."}
  - {text: "Preguntar", feedback: "Muestra que usted quiere saber."}
tiny-011:
  source_version: 1
  stem: "¿Qué le dice cada uno?"
  pairs:
    a: {text: "Un suspiro", match: "Cansado", feedback: "Dice que alguien está cansado."}
    b: {text: "Un ceño", match: "Confuso", feedback: "Dice que alguien está confuso."}
    c: {text: "Un bostezo", match: "Cansado", feedback: "Dice que alguien está cansado."}
  extras: ["Hambriento"]
"""


@pytest.fixture
def spanish_types(spanish: Any) -> Any:
    for file, text in (("items.yaml", ORDER_AND_MATCH.lstrip("\n")), ("items.es.yaml", ORDER_AND_MATCH_ES)):
        spanish.write(f"{FOLDER}/{file}", (spanish.root / FOLDER / file).read_text() + text)
    return spanish


def test_steps_and_targets_keep_the_ids_of_the_english_words(spanish_types: Any):
    catalogue = load_catalogue(spanish_types.root)
    quiz, told = catalogue.module("tiny").quiz, catalogue.localised("tiny", "es")
    order, match = told.item(quiz.item("tiny-010")), told.item(quiz.item("tiny-011"))

    assert order.part_ids == quiz.item("tiny-010").part_ids
    assert [step.text for step in order.steps] == ["Levantar la vista", "Saludar", "Preguntar"]
    assert match.target_ids == quiz.item("tiny-011").target_ids
    assert [target.text for target in match.targets] == ["Cansado", "Confuso", "Hambriento"]
    assert [match.target_of(pair) for pair in match.pairs] == [
        quiz.item("tiny-011").target_of(pair) for pair in quiz.item("tiny-011").pairs
    ]


ITEM_MISFITS = [
    (
        '    c: {text: "No se reservan.", feedback: "Nadie le pidió una reserva."}\n',
        "",
        "tiny-001: options c are not translated",
    ),
    ('    b: {text: "Un saludo"', '    d: {text: "Un saludo"', "tiny-002: options b are not translated"),
    (
        '  - {text: "Saludar", feedback: "Muestra que usted está disponible."}\n',
        "",
        "tiny-010: there are 2 steps, 3 in English",
    ),
    (
        'text: "Un bostezo", match: "Cansado"',
        'text: "Un bostezo", match: "Harto"',
        'tiny-011: pair c has the match "Harto"',
    ),
    ('match: "Confuso"', 'match: "Hambriento"', "tiny-011: two different answers are translated by the same words"),
    ('  extras: ["Hambriento"]\n', "", "tiny-011: there are 0 extras, 1 in English"),
    (
        '  stem: "¿En qué orden?"\n',
        '  stem: "¿En qué orden?"\n  extras: ["x"]\n',
        "tiny-010: an item of type order has no extras",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), ITEM_MISFITS)
def test_words_that_do_not_fit_the_item_are_a_warning_and_english_is_shown(
    spanish_types: Any, old: str, new: str, words: str
):
    spanish_types.edit(f"{FOLDER}/items.es.yaml", old, new)
    catalogue = load_catalogue(spanish_types.root)
    item = catalogue.module("tiny").quiz.item(words.split(":")[0])

    found = [str(problem) for problem in check_content(spanish_types.root) if ".es." in problem.file]

    assert len(found) == 1
    assert f"warning: {words}" in found[0]
    assert catalogue.localised("tiny", "es").item(item) is item


def test_activities_in_other_words_keep_their_ids(spanish: Any):
    english, told = lesson_of(spanish, "en"), lesson_of(spanish, "es")
    assert [activity.id for activity in told.activities] == [activity.id for activity in english.activities]


def test_a_checklist_in_other_words_keeps_its_ids(spanish: Any):
    english, told = lesson_of(spanish, "en"), lesson_of(spanish, "es")
    ours, checklist = english.activity("cl1"), told.activity("cl1")
    assert isinstance(ours, Checklist)
    assert isinstance(checklist, Checklist)
    assert [entry.id for entry in checklist.entries] == [entry.id for entry in ours.entries]
    assert checklist.entries[0].text == "Despejar el mostrador"


def test_a_scenario_in_other_words_keeps_its_points(spanish: Any):
    scenario = lesson_of(spanish, "es").activity("closing")
    assert isinstance(scenario, Scenario)
    assert scenario.nodes["n1"].choices[0].text == "Preguntar qué le falta."
    assert scenario.best_points == 3


def test_a_survey_in_other_words_keeps_its_ids(spanish: Any):
    english, told = lesson_of(spanish, "en"), lesson_of(spanish, "es")
    ours, survey = english.activity("barriers"), told.activity("barriers")
    assert isinstance(ours, Survey)
    assert isinstance(survey, Survey)
    assert [line.text for line in survey.fields[1].options] == ["Coste", "Tiempo"]
    assert [line.id for line in survey.fields[1].options] == [line.id for line in ours.fields[1].options]


STALE = [
    (f"{FOLDER}/module.yaml", "version: 1", "version: 2", f"{FOLDER}/module.es.yaml:1", {"tiny"}),
    (f"{FOLDER}/lessons/01-hear.en.md", 'lang: "en"', 'lang: "en"\nversion: 2', f"{LESSON}:4", {"tiny.l1"}),
    (f"{FOLDER}/items.yaml", "version: 1", "version: 2", f"{FOLDER}/items.es.yaml:2", set()),
    (
        f"{FOLDER}/scenarios/closing-time.yaml",
        "title:",
        "version: 2\ntitle:",
        f"{FOLDER}/scenarios/closing-time.es.yaml:1",
        {"tiny.l1.closing"},
    ),
    (
        f"{FOLDER}/surveys/bent-rule.yaml",
        "title:",
        "version: 2\ntitle:",
        f"{FOLDER}/surveys/bent-rule.es.yaml:1",
        {"tiny.l1.barriers"},
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "place", "fallen_back"), STALE)
def test_a_newer_english_makes_the_translation_stale(
    spanish: Any, file: str, old: str, new: str, place: str, fallen_back: set[str]
):
    spanish.edit(file, old, new)

    (problem,) = check_content(spanish.root)

    assert str(problem).startswith(f"{place}: warning: ")
    assert "translated from version 1, but the English is version 2; learners see the English" in str(problem)
    assert load_catalogue(spanish.root).localised("tiny", "es").fallen_back == fallen_back


def test_a_stale_lesson_is_shown_in_english(spanish: Any):
    spanish.edit(LESSON, "source_version: 1", "source_version: 3")

    assert lesson_of(spanish, "es").title == "Hear the need"


ABSENT = [
    ("module.es.yaml", "module.es.yaml:1: warning: the title and summary are not translated", {"tiny"}),
    ("items.es.yaml", "items.es.yaml:1: warning: the items are not translated", set()),
    ("lessons/01-hear.es.md", "lessons:1: warning: not translated (es): tiny.l1", {"tiny.l1"}),
    ("scenarios/closing-time.es.yaml", "scenarios:1: warning: not translated (es): closing-time", {"tiny.l1.closing"}),
    ("surveys/bent-rule.es.yaml", "surveys:1: warning: not translated (es): bent-rule", {"tiny.l1.barriers"}),
]


@pytest.mark.parametrize(("file", "words", "fallen_back"), ABSENT)
def test_what_a_started_translation_lacks_is_a_warning(spanish: Any, file: str, words: str, fallen_back: set[str]):
    (spanish.root / FOLDER / file).unlink()

    (problem,) = check_content(spanish.root)

    assert str(problem).startswith(f"{FOLDER}/{words}")
    assert load_catalogue(spanish.root).localised("tiny", "es").fallen_back == fallen_back


def test_items_that_are_not_translated_yet_are_named(spanish: Any):
    spanish.write(f"{FOLDER}/items.es.yaml", ITEMS_ES.split("tiny-002:")[0])

    (problem,) = check_content(spanish.root)

    assert "warning: not translated: tiny-002, tiny-003" in str(problem)


FOREIGN = [
    (f"{FOLDER}/items.es.yaml", "tiny-003:", "tiny-009:", "there is no item tiny-009 in English"),
    (LESSON, 'id: "tiny.l1"', 'id: "tiny.l7"', "there is no lesson tiny.l7 in English"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), FOREIGN)
def test_words_for_nothing_are_a_warning(spanish: Any, file: str, old: str, new: str, words: str):
    spanish.edit(file, old, new)

    found = check_content(spanish.root)

    assert {problem.severity for problem in found} == {"warning"}
    assert any(words in problem.message for problem in found)


LESSON_MISFITS = [
    (':::sort id="values"', ':::sort id="valores"', "the activities are not those of the English lesson (sort values,"),
    ('{id: "b", text: "Un com', '{id: "d", text: "Un com', "sort values has other parts than in English"),
    ('["Despedirse"]', '["Despedirse", "Salir"]', "checklist cl1 has other parts than in English"),
    ("own: 2", "own: 1", "checklist cl1 has other parts than in English"),
    ('["Nombrar la necesidad."]', '["Nombrar.", "Oír."]', "there are 2 objectives, 1 in English"),
]


@pytest.mark.parametrize(("old", "new", "words"), LESSON_MISFITS)
def test_a_lesson_with_other_activities_falls_back(spanish: Any, old: str, new: str, words: str):
    spanish.edit(LESSON, old, new)

    (problem,) = check_content(spanish.root)

    assert problem.severity == "warning"
    assert problem.message.startswith(words)
    assert load_catalogue(spanish.root).localised("tiny", "es").fallen_back == {"tiny.l1"}


ATTACHED_MISFITS = [
    ("scenarios/closing-time.es.yaml", '  mixed: {text: "Usted sale tarde."}\n', "", "nodes mixed are not translated"),
    ("scenarios/closing-time.es.yaml", "  mixed:", "  mixto:", "nodes mixed are not translated"),
    ("scenarios/closing-time.es.yaml", 'debrief: "Pregunte antes de responder."\n', "", "debrief is missing"),
    (
        "scenarios/closing-time.es.yaml",
        '    - {text: "Dejarla sola.", feedback: "Es amable, pero no es seguro."}\n',
        "",
        "there are 1 choices of node n2, 2 in English",
    ),
    ("surveys/bent-rule.es.yaml", '["Coste", "Tiempo"]', '["Coste"]', "there are 1 options of field barrier"),
    ("surveys/bent-rule.es.yaml", 'id: "idea"', 'id: "ide"', "fields idea are not translated"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), ATTACHED_MISFITS)
def test_a_scenario_or_survey_with_other_parts_falls_back(spanish: Any, file: str, old: str, new: str, words: str):
    spanish.edit(f"{FOLDER}/{file}", old, new)

    (problem,) = check_content(spanish.root)

    assert (problem.severity, problem.file) == ("warning", f"{FOLDER}/{file}")
    assert problem.message.startswith(words)


BROKEN = [
    ("items.es.yaml", "  source_version: 1\n", "", 'items.es.yaml:1: error: tiny-001: "source_version" is missing'),
    ("items.es.yaml", "Ese está", "Ese <b>está", "items.es.yaml:5: error: tiny-001, option a: raw HTML"),
    ("items.es.yaml", "tiny-001:", '"Tiny 1":', 'items.es.yaml:1: error: "Tiny 1" is not a name that can stand here'),
    (
        "module.es.yaml",
        "title:",
        "titel:",
        'module.es.yaml:2: error: "titel" is not a field here; did you mean "title"',
    ),
    ("lessons/01-hear.es.md", 'lang: "es"', 'lang: "pt"', '01-hear.es.md:3: error: "lang" is pt but'),
    ("lessons/01-hear.es.md", "# Escuche", "Escuche", "01-hear.es.md:7: error: the lesson has no title"),
    ("lessons/01-hear.es.md", "own: 2", "own: x", '01-hear.es.md:27: error: checklist cl1: "own" cannot be "x"'),
    ("scenarios/closing-time.es.yaml", "nodes:", "start: n1\nnodes:", 'closing-time.es.yaml:4: error: "start" is not'),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), BROKEN)
def test_a_broken_translation_is_an_error_with_its_line(spanish: Any, file: str, old: str, new: str, words: str):
    spanish.edit(f"{FOLDER}/{file}", old, new)

    assert any(words in found for found in spanish.problems()), spanish.problems()


def test_a_lesson_is_translated_once(spanish: Any):
    spanish.write(f"{FOLDER}/lessons/02-again.es.md", (spanish.root / LESSON).read_text())

    assert "the lesson tiny.l1 is translated twice" in spanish.only_problem()


def test_an_edit_of_a_translation_changes_the_catalogues_digest_and_no_modules(spanish: Any):
    before = load_catalogue(spanish.root)
    spanish.edit(f"{FOLDER}/items.es.yaml", "Ese está libre.", "Ese asiento está libre.")
    after = load_catalogue(spanish.root)

    assert after.digest != before.digest
    assert after.modules[0].digest == before.modules[0].digest


LINT_FAULTS = [
    (
        "items.es.yaml",
        "Señala sin ayudar a nadie.",
        "No ayuda.",
        "items.es.yaml:6: error: tiny-001, option b: the feedback",
    ),
    (
        "items.es.yaml",
        "No se reservan.",
        "Llame al 302-555-0142.",
        "items.es.yaml:7: error: tiny-001, option c: 302-555",
    ),
    (
        "lessons/01-hear.es.md",
        "Lo oye todo el mundo.",
        "Se oye.",
        "01-hear.es.md:16: error: sort values, entry b: the fee",
    ),
    (
        "scenarios/closing-time.es.yaml",
        "Queda hecho antes de cerrar.",
        "Hecho.",
        "closing-time.es.yaml:13: error: node n2, choice 1: the feedback has 1 word",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), LINT_FAULTS)
def test_the_words_of_a_translation_are_linted_too(spanish: Any, file: str, old: str, new: str, words: str):
    spanish.edit(f"{FOLDER}/{file}", old, new)

    (problem,) = check_content(spanish.root)

    assert words in str(problem)
    assert load_catalogue(spanish.root).localised("tiny", "es").fallen_back == frozenset()
