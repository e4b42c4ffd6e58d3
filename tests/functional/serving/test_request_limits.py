"""A body is bounded, and its fields are counted, before anything parses it; a large file needs a session and a role."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.formparser import FormDataParser

from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.memory import most_held

FIELDS = b"&".join(b"a=%d" % number for number in range(40_000))
LARGE = 600 * 1024
IMPORT = "/instructor/branches/import"


def multipart(list_: bytes, *, name: str = "list.csv", **fields: str) -> dict[str, Any]:
    """A form with a file, or with a field of its size where the file has no name."""
    parts = [f'form-data; name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()]
    file_name = f'; filename="{name}"' if name else ""
    parts.append(f'form-data; name="list"{file_name}\r\n\r\n'.encode() + list_)
    body = b"".join(b"--x\r\nContent-Disposition: " + part + b"\r\n" for part in parts) + b"--x--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=x"}


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was parsed as a form, by type."""
    seen: list[str] = []
    parse = FormDataParser.parse

    def noted(self: FormDataParser, stream: object, mimetype: str, *rest: object) -> object:
        seen.append(mimetype)
        return parse(self, stream, mimetype, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(FormDataParser, "parse", noted)
    return seen


@pytest.mark.parametrize(
    "path", ["/lti/login", "/lti/launch", "/lti/register", "/l/nobody" + IMPORT, "/l/nobody/finish"]
)
def test_a_form_of_too_many_fields_is_refused_unparsed(door: Door, parsed: list[str], path: str) -> None:
    answer = door.browser().post(path, base_url=door.url, data=FIELDS, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in (400, 413)
    assert parsed == []


def test_a_stranger_sends_no_large_list(door: Door, parsed: list[str]) -> None:
    answer = door.browser().post(f"/l/{'a' * 22}{IMPORT}", base_url=door.url, **multipart(b"x" * LARGE))

    assert answer.status_code == 413
    assert parsed == []


def test_a_learner_sends_no_large_list(door: Door, parsed: list[str]) -> None:
    browser = door.browser()
    page = door.enter(browser, "mei-ling")
    parsed.clear()
    form = multipart(b"x" * LARGE, csrf_token=csrf(page))

    answer = browser.post(f"/l/{page.launch_id}{IMPORT}", base_url=door.url, **form)

    assert answer.status_code == 413
    assert parsed == []


def test_an_instructor_does_and_only_as_a_file(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser, "rosa")
    path, proof = f"/l/{page.launch_id}{IMPORT}", csrf(page)
    rows = b"email,branch\n" + b"nobody@example.org,Main\n" * (LARGE // 20)

    sent = browser.post(path, base_url=door.url, **multipart(rows, csrf_token=proof))
    assert sent.status_code == 200

    as_field = browser.post(path, base_url=door.url, **multipart(b"x" * LARGE, name="", csrf_token=proof))
    assert as_field.status_code == 413
    plain = browser.post(path, base_url=door.url, data={"csrf_token": proof, "list": "x" * LARGE})
    assert plain.status_code == 413


def test_an_endless_row_is_told_before_it_is_parsed(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser, "rosa")
    rows = b"email,branch\n" + b"," * 1_000_000
    form = multipart(rows, csrf_token=csrf(page))

    with most_held() as held:
        answer = browser.post(f"/l/{page.launch_id}{IMPORT}", base_url=door.url, **form)

    assert "Row 2 is too long" in answer.get_data(as_text=True)
    assert held[0] < 20 * len(rows)
