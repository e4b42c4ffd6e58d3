"""Garbage at every endpoint is answered below 500, in words."""

from __future__ import annotations

import itertools
import random
import re
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.support.door import Door
from tests.support.learners import csrf

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FROB")
ODD_IDS = (
    "0",
    "-1",
    "1",
    "2147483648",
    "99999999999",
    "9" * 400,
    "%00",
    "%FF%FE",
    "..%2f..",
    "é",
    "%ED%A0%80",
    "a" * 3000,
)
BODIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", ""),
    "form": (b"module=%00&option=%00&option=%FF&confirmed=1&score_maximum=1e9", "application/x-www-form-urlencoded"),
    "many_fields": (b"&".join(b"item-x%d=1" % n for n in range(1200)), "application/x-www-form-urlencoded"),
    "json": (b'{"a": [' * 3000, "application/json"),
    "multipart": (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff', "multipart/form-data; boundary=x"),
    "file": (
        b'--x\r\nContent-Disposition: form-data; name="module"; filename="m"\r\n\r\n\x00\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    "too_large": (b"a=" + b"b" * 600_000, "application/x-www-form-urlencoded"),
}
ODD_HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"Cookie": "lti_tool_session=\xff\x00; lti_tool_browser=" + "b" * 43},
    {"Accept": "text/plain", "Referer": "::not an address::"},
    {"Host": "a b<c>"},
    {"Content-Length": "999999"},
    {"X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "evil.example", "Range": "bytes=9-1"},
)
HEADING = re.compile(r"<h1[^>]*>\s*\w")
QUERY = "?iss=%00&login_hint=%FF&target_link_uri=http://[&launch_id=x&_external=1&next=//evil.example"


def fill(rule: Rule, values: dict[str, str]) -> str:
    """The rule's address with these values, converters or not: a URL builder would refuse the odd ones."""
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda place: values[place[1]], rule.rule)


def odd_paths(rule: Rule, launch_id: str) -> list[str]:
    """The rule's address with each odd id in each of its places, inside a launch that is open."""
    plain = {name: launch_id if name == "launch_id" else "1" for name in rule.arguments}
    odd = [fill(rule, plain | {place: each}) for place in rule.arguments for each in ODD_IDS]
    return [fill(rule, plain), *odd]


def knock(browser: FlaskClient, door: Door, method: str, path: str, proof: str, seed: random.Random) -> None:
    body, content_type = BODIES[seed.choice(sorted(BODIES))]
    if content_type.endswith("urlencoded") and seed.random() < 0.8:
        body += b"&csrf_token=" + proof.encode()
    headers = dict(seed.choice(ODD_HEADERS))
    answer = browser.open(
        path + seed.choice(("", QUERY)),
        method=method,
        base_url=door.url,
        data=body,
        content_type=content_type,
        headers=headers,
    )
    told = f"{method} {path[:200]} {headers} {content_type}: {answer.status}"
    assert answer.status_code < 500, f"{told} {answer.get_data(as_text=True)[:500]}"
    if answer.status_code >= 400 and method != "HEAD" and headers.get("Accept") != "text/plain":
        page = answer.get_data(as_text=True)
        assert HEADING.search(page), told  # thousands of pages: parsing them would take longer than making them
        assert "Traceback" not in page, told


def reaches_a_view(door: Door, method: str, path: str) -> bool:
    """Whether a route takes it; else neither a launch nor a database was asked: one stranger is enough to say so."""
    return door.app.url_map.bind("tool.example").test(unquote(path, errors="replace"), method)


def all_paths(door: Door, launch_id: str) -> list[str]:
    """Each once, in their order; but for the address that ends the launch."""
    rules = [rule for rule in door.app.url_map.iter_rules() if rule.endpoint != "learner.finish"]
    return list(dict.fromkeys(path for rule in rules for path in odd_paths(rule, launch_id)))


@pytest.mark.both_databases
@pytest.mark.parametrize("person", ["mei-ling", "rosa", "rosa choosing content", "a stranger"])
def test_nothing_that_is_sent_to_any_address_breaks_the_tool(door: Door, person: str) -> None:
    seed = random.Random(person)
    browser = door.browser()
    launch_id, proof = "A" * 22, "none"
    if person != "a stranger":
        choosing = door.open(browser, door.choose_content(browser)) if " " in person else door.enter(browser, person)
        launch_id, proof = choosing.launch_id, csrf(choosing)
    cases = list(itertools.product(METHODS, all_paths(door, launch_id)))
    own = [case for case in cases if case[0] in ("GET", "POST")]
    if person != "a stranger" or door.app.extensions["settings"].database_url.startswith("postgresql"):
        own = [case for case in own if reaches_a_view(door, *case)]

    for method, path in itertools.chain(own, seed.sample(cases, 250)):
        knock(browser, door, method, path, proof, seed)


@pytest.mark.parametrize("path", ["/nowhere", "/l/", "/l//", "/lti", "/static/../settings.py", "/static/%00"])
def test_an_address_that_is_none_is_a_page_in_words(door: Door, path: str) -> None:
    page = door.get(door.browser(), path)

    assert page.status == 404
    assert page.heading == "Nothing here"


def test_a_method_that_is_not_answered_names_those_that_are(door: Door) -> None:
    answer = door.browser().delete("/lti/launch", base_url=door.url)

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("host", [".", "..", "a..b", "x" * 70])
@pytest.mark.parametrize("path", ["/", "/lti/login", "/lti/launch", "/static/icon.svg"])
def test_a_host_that_is_none_is_refused_in_words(door: Door, path: str, host: str) -> None:
    answer = door.browser().get(path, base_url=door.url, headers={"Host": host})

    assert answer.status_code == 400
    assert answer.text == "The request was not one that we understand."
