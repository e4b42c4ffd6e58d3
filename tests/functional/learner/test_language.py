"""Pages speak the launch's language, write its dates and numbers, and say so to browsers and screen readers."""

from __future__ import annotations

import dataclasses

import pytest
from flask.testing import FlaskClient

from tests.conftest import World
from tests.support.learners import csrf, open_quiz
from tests.support.visitor import Page, Visitor

COURSE, LINK = "front-desk", "yes-and"


@pytest.fixture
def visitor(world: World) -> Visitor:
    return world.visitor()


@pytest.fixture
def client(world: World) -> FlaskClient:
    return world.tool.test_client()


def speak(world: World, person: str, locale: str) -> None:
    """Change a demo person's language, as they would in their profile."""
    world.platform.people[person] = dataclasses.replace(world.platform.people[person], locale=locale)


def root(page: Page) -> dict[str, object]:
    assert page.soup.html is not None
    return {name: page.soup.html[name] for name in ("lang", "dir")}


def test_a_launch_in_spanish_gets_spanish_pages(visitor: Visitor) -> None:
    page = visitor.launch("ximena", COURSE, LINK)

    assert root(page) == {"lang": "es", "dir": "ltr"}
    assert "Ir al contenido" in page.text
    assert "Salir" in page.text
    assert "Lecciones" in page.text


def test_a_launch_in_english_gets_english_pages_whatever_the_browser_says(world: World, visitor: Visitor) -> None:
    launched = visitor.launch("mei-ling", COURSE, LINK)

    page = Page(
        "", visitor.tool.get(launched.path, headers={"Accept-Language": "es"}, base_url=world.tool_url), "GET", {}
    )

    assert root(page) == {"lang": "en", "dir": "ltr"}
    assert "Skip to the page" in page.text


def test_a_quiz_in_spanish_tells_its_script_the_words(visitor: Visitor) -> None:
    quiz = open_quiz(visitor, visitor.launch("ximena", COURSE, LINK))

    form = quiz.soup.select_one("form[data-attempt]")
    assert form is not None
    assert form["data-saving"] == "Guardando…"
    assert "Enviar sus respuestas" in quiz.text or "Revis" in quiz.text


def test_a_quiz_that_is_not_translated_says_that_it_is_english(visitor: Visitor) -> None:
    quiz = open_quiz(visitor, visitor.launch("ximena", COURSE, LINK))

    assert {stem.get("lang") for stem in quiz.soup.select(".stem")} == {"en"}
    assert quiz.heading == "Check yourself: Yes, and!"
    heading = quiz.soup.select_one("h1")
    assert heading is not None
    assert heading["lang"] == "en"


def test_a_refused_answer_is_refused_in_the_launchs_language(visitor: Visitor) -> None:
    quiz = open_quiz(visitor, visitor.launch("ximena", COURSE, LINK))

    refused = visitor.post(
        f"{quiz.url}/responses/nobody-wrote-this", {"csrf_token": csrf(quiz), "option": "a"}, Accept="text/plain"
    )

    assert refused.status == 400
    assert refused.response.text == "Esta pregunta no forma parte de su intento."


def test_an_instructor_reads_spanish_too(world: World, visitor: Visitor) -> None:
    speak(world, "rosa", "es-AR")

    page = visitor.launch("rosa", COURSE, LINK)

    assert page.heading == "Su módulo en este curso"


@pytest.mark.parametrize(
    ("accepted", "language", "heading"),
    [
        ("es-MX,es;q=0.9,en;q=0.5", "es", "Aquí no hay nada"),
        ("en-GB,es;q=0.4", "en", "Nothing here"),
        ("fr,de", "en", "Nothing here"),
        ("", "en", "Nothing here"),
        ("*;q=,;;", "en", "Nothing here"),
    ],
)
def test_without_a_launch_the_browsers_languages_decide(
    client: FlaskClient, accepted: str, language: str, heading: str
) -> None:
    page = Page("", client.get("/nowhere", headers={"Accept-Language": accepted}), "GET", {})

    assert page.heading == heading
    assert root(page)["lang"] == language


def test_a_launch_in_a_language_we_do_not_speak_falls_back_to_the_browsers(world: World, visitor: Visitor) -> None:
    speak(world, "lars", "sv-SE")

    page = visitor.launch("lars", COURSE, LINK)
    again = visitor.tool.get(page.path, headers={"Accept-Language": "sv,es"}, base_url=world.tool_url)

    assert root(page)["lang"] == "en"
    assert root(Page("", again, "GET", {}))["lang"] == "es"


def test_an_error_with_a_value_in_it_is_translated_around_the_value(client: FlaskClient) -> None:
    answer = client.post("/lti/login", data={"iss": "https://lms.example.org"}, headers={"Accept-Language": "es"})

    page = Page("", answer, "POST", {})
    assert page.heading == "Este enlace no se pudo abrir"
    assert "está incompleto: le falta" in page.text
