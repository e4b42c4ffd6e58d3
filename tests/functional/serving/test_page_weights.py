"""What a page weighs over the wire: 40 KB with everything it needs the first time but its pictures, 10 KB after."""

from __future__ import annotations

import gzip
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.site.compression import StaticFiles, static_file
from tests.conftest import World
from tests.support.learners import csrf, open_quiz
from tests.support.visitor import Page, Visitor, fields_of

FIRST, AFTER = 40_000, 10_000  # bytes
LESSON_WITH_PICTURES = 60_000
COURSE, LINK = "front-desk", "yes-and"
GZIP = {"Accept-Encoding": "gzip"}
STATIC = "link[rel=stylesheet], link[rel=icon], script[src]"


@pytest.fixture
def visitor(world: World) -> Visitor:
    return world.visitor()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def weigh(response: TestResponse) -> int:
    """The body as sent, and its headers."""
    return len(response.data) + len(str(response.headers))


def needs(page: Page) -> list[str]:
    """The addresses of what a browser fetches for a page that it never saw."""
    return [str(each.get("href") or each.get("src")) for each in page.soup.select(STATIC)]


def ask(visitor: Visitor, url: str, **headers: str) -> TestResponse:
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return visitor.tool.get(path, base_url=visitor.tool_url, headers=GZIP | headers, buffered=True)


def module_page(visitor: Visitor) -> Page:
    return visitor.launch("mei-ling", COURSE, LINK)


def lesson_page(visitor: Visitor) -> Page:
    module = module_page(visitor)
    return visitor.get(module.link("Start:"))


def quiz_page(visitor: Visitor) -> Page:
    return open_quiz(visitor, module_page(visitor))


def result_page(visitor: Visitor) -> Page:
    quiz = quiz_page(visitor)
    form = quiz.soup.select_one("form[data-attempt]")
    assert form is not None
    sent = fields_of(form) | {"confirmed": "1", "csrf_token": csrf(quiz)}
    return visitor.post(f"{quiz.url}/submit", sent)


@pytest.mark.parametrize("open_page", [module_page, lesson_page, quiz_page, result_page])
def test_a_page_weighs_little_the_first_time_and_less_after(visitor: Visitor, open_page: object) -> None:
    assert callable(open_page)
    page: Page = open_page(visitor)

    html = ask(visitor, page.url)
    static = sum(weigh(ask(visitor, url)) for url in needs(page))

    assert html.headers["Content-Encoding"] == "gzip"
    assert weigh(html) <= AFTER
    assert weigh(html) + static <= FIRST


def test_every_lesson_of_the_module_keeps_to_the_weight(visitor: Visitor) -> None:
    module = module_page(visitor)
    lessons = [str(each["href"]) for each in module.soup.select(".lessons a")]

    assert lessons
    assert [url for url in lessons if weigh(ask(visitor, url)) > AFTER] == []


def test_every_lesson_of_the_module_with_its_pictures_keeps_to_the_weight(visitor: Visitor) -> None:
    module = module_page(visitor)
    for link in module.soup.select(".lessons a"):
        lesson = visitor.get(urljoin(module.url, str(link["href"])))
        pictures = {str(each["src"]) for each in lesson.soup.select("img[src]")}

        whole = sum(weigh(ask(visitor, url)) for url in [lesson.url, *needs(lesson), *pictures])
        assert lesson.status == 200
        assert whole <= LESSON_WITH_PICTURES


def test_a_static_file_is_kept_for_a_year_and_asked_for_again_costs_nothing(visitor: Visitor) -> None:
    for url in needs(module_page(visitor)):
        first = ask(visitor, url)
        again = ask(visitor, url, **{"If-None-Match": first.headers["ETag"]})

        assert "v=" in url
        assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert first.headers["Vary"] == "Accept-Encoding"
        assert (again.status_code, again.data) == (304, b"")


def test_a_stylesheet_is_the_same_whether_it_comes_compressed_or_not(client: FlaskClient) -> None:
    plain = client.get("/static/style.css", headers={"Accept-Encoding": "identity"})
    for _ in range(2):  # the second comes from memory
        small = client.get("/static/style.css", headers=GZIP)

        assert gzip.decompress(small.data) == plain.data
        assert small.headers["Content-Encoding"] == "gzip"
        assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 3
    assert "Content-Encoding" not in plain.headers
    assert small.headers["ETag"] != plain.headers["ETag"]


def test_a_part_of_a_file_is_still_the_right_part(client: FlaskClient) -> None:
    whole = client.get("/static/style.css").data

    part = client.get("/static/style.css", headers={"Range": "bytes=0-99", "Accept-Encoding": "gzip"}, buffered=True)

    assert (part.status_code, part.data) == (206, whole[:100])


@pytest.mark.parametrize("path", ["style.css?v=1", "style.css?v=2", "x/../style.css", "./style.css"])
def test_odd_addresses_of_one_file_do_not_fill_the_memory(app: Flask, path: str) -> None:
    with app.test_request_context(f"/static/{path}") as context:
        assert static_file(context.request) == "style.css"


def test_pages_are_not_kept(app: Flask) -> None:
    kept = StaticFiles()
    with app.test_request_context("/l/a-launch/") as context:
        kept.set(f"gzip;{static_file(context.request)}", b"somebody's page")

        assert kept.get(f"gzip;{static_file(context.request)}") is None


def test_small_answers_are_not_worth_compressing(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers=GZIP)

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("accepted", ["zstd", "zstd, identity;q=0", "x;q=high", ";", "\xff"])
def test_a_browser_that_takes_no_encoding_of_ours_gets_it_plain(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/static/style.css", headers={"Accept-Encoding": accepted})

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
