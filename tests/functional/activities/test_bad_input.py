"""What no form of ours sends is refused in words, and nothing of the learner's is lost by it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.support.door import Door, count_rows
from tests.support.readers import LESSON, Reader, section, sit_down

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("activity", "fields", "words"),
    [
        ("closing", {"node": "n2", "choice": "0"}, "not open at this point of the story"),
        ("closing", {"node": "n1", "choice": "9"}, "not open at this point of the story"),
        ("closing", {"node": "nowhere", "choice": "x"}, "not open at this point of the story"),
        ("values", {"entry-a": "nowhere"}, "not offered here"),
        ("values", {"entry-zz": "trust"}, "not offered here"),
        ("now", {"statement-a": "17"}, "not offered here"),
        ("desk", {"pick": "never-there"}, "not offered here"),
        ("desk", {"own": ["1", "2", "3"]}, "not offered here"),
        ("barriers", {"field-barrier": "never-there"}, "not offered here"),
        ("say", {"words": "x" * 4001}, "longer than 4,000 characters"),
        ("thoughts", {"words": "é" * 4001}, "longer than 4,000 characters"),
        ("desk", {"own": ["x" * 4001]}, "longer than 4,000 characters"),
        ("barriers", {"field-idea": "x" * 4001}, "longer than 4,000 characters"),
    ],
)
def test_impossible_input_is_refused_in_words_and_keeps_nothing(
    reader: Reader, session: Session, activity: str, fields: dict[str, object], words: str
) -> None:
    before = count_rows(session)

    page = reader.do(activity, fields)

    assert page.status == 422
    assert words in section(page, activity)
    assert count_rows(session) == before


def test_a_text_that_is_too_long_is_shown_again_beside_what_was_kept(reader: Reader) -> None:
    reader.do("thoughts", {"words": "short"})

    page = reader.do("thoughts", {"words": "long " * 900})

    field = page.soup.select_one("#activity-thoughts textarea")
    assert field is not None
    assert field.get_text() == ("long " * 900).strip()
    assert field["aria-invalid"] == "true"
    assert page.soup.find(id=str(field["aria-describedby"])) is not None
    kept = reader.read().soup.select_one("#activity-thoughts textarea")
    assert kept is not None
    assert kept.get_text() == "short"


def test_a_draft_that_is_refused_says_so_in_one_sentence(reader: Reader) -> None:
    answer = reader.post("thoughts", {"words": "x" * 4001, "do": "draft"})

    assert answer.status_code == 422
    assert answer.mimetype == "text/plain"
    assert answer.get_data(as_text=True).startswith("This is longer than 4,000 characters")


@pytest.mark.parametrize("path", ["/activities/nothing", "/activities/closing.x", "/activities/%00"])
def test_an_activity_that_the_lesson_does_not_have(reader: Reader, path: str) -> None:
    answer = reader.browser.get(reader.path(f"{path}/print"), base_url=reader.door.url)
    posted = reader.post(path.removeprefix("/activities/"))

    assert (answer.status_code, posted.status_code) == (404, 404)
    assert "This lesson has no such activity." in answer.get_data(as_text=True)


def test_an_activity_of_another_lesson_and_one_that_does_not_print(reader: Reader) -> None:
    elsewhere = reader.door.get(reader.browser, reader.path("/activities/desk/print", lesson="culture-of-yes.l2"))
    unprintable = reader.door.get(reader.browser, reader.path("/activities/values/print"))

    assert (elsewhere.status, unprintable.status) == (404, 404)
    assert "This activity makes nothing to print." in unprintable.text


def test_a_form_without_proof_is_refused(reader: Reader, session: Session) -> None:
    before = count_rows(session)
    path = reader.path("/activities/thoughts")

    answer = reader.browser.post(path, base_url=reader.door.url, data={"words": "forged"})

    assert answer.status_code == 400
    assert count_rows(session) == before


def test_a_visit_that_has_ended_is_told_in_one_sentence(door: Door) -> None:
    reader = sit_down(door)
    page = reader.read()
    token = page.soup.select_one("input[name=csrf_token]")
    assert token is not None
    form = {"csrf_token": str(token["value"])}
    reader.browser.post(f"/l/{reader.launch_id}/finish", base_url=door.url, data=form)

    path = reader.path("/activities/thoughts")
    answer = reader.browser.post(
        path, base_url=door.url, data=form | {"words": "kept in the field"}, headers={"Accept": "text/plain, text/html"}
    )

    assert 400 <= answer.status_code < 500
    assert answer.mimetype == "text/plain"
    assert answer.headers["X-Problem"] == "session_ended"


def test_somebody_elses_page_cannot_be_written_to(door: Door, reader: Reader, session: Session) -> None:
    stranger = sit_down(door, "yusuf")
    before = count_rows(session)
    path = f"/l/{reader.launch_id}/lessons/{LESSON}/activities/thoughts"
    form = {"csrf_token": _proof(stranger), "words": "planted"}

    answer = stranger.browser.post(path, base_url=door.url, data=form)

    assert answer.status_code == 403
    assert count_rows(session) == before


def _proof(reader: Reader) -> str:
    field = reader.read().soup.select_one("input[name=csrf_token]")
    assert field is not None
    return str(field["value"])
