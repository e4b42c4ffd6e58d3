"""Search: what is found, marked without harm, opened only where one may, and never another course's words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.lti.models import Context
from lti_tool.placements.models import LocalPolicy
from tests.support.door import Door
from tests.support.visitor import Page

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class Seeker:
    """A person at a module's link, who looks for things."""

    def __init__(self, door: Door, module: str, browser: object = None, **claims: object) -> None:
        self.door, self.browser = door, browser or door.browser()
        link = {"id": f"link-{module}", "title": module}
        self.page = door.enter(self.browser, "mei-ling", custom={"module": module}, resource_link=link, **claims)

    def find(self, words: str) -> Page:
        return self.door.get(self.browser, f"/l/{self.page.launch_id}/search?q={words}")


def titles(page: Page) -> list[str]:
    return [heading.get_text().strip() for heading in page.soup.select(".found h2")]


@pytest.mark.parametrize(
    ("module", "words", "lesson"),
    [
        ("share-forward", "fines", "Give credit"),
        ("difficult-moments", "angry", "What sets you off"),
        ("difficult-moments", "narcan", "Asleep, or not rousable"),
        ("difficult-moments", "naloxon", "Asleep, or not rousable"),  # half typed
        ("open-doors", "intérpretes", "Through an interpreter"),
    ],
)
def test_the_words_that_patrons_use_find_the_lesson(door: Door, module: str, words: str, lesson: str) -> None:
    page = Seeker(door, module).find(words)

    assert lesson in titles(page)
    assert page.soup.select(".found mark")
    link = next(each for each in page.soup.select(".found h2 a") if each.get_text() == lesson)
    assert f"/l/{page.launch_id}/lessons/{module}.l" in str(link["href"])


@pytest.mark.parametrize("opened_before", [False, True], ids=["in place", "whole"])
def test_what_was_found_in_another_module_opens_from_here(door: Door, *, opened_before: bool) -> None:
    first = Seeker(door, "difficult-moments")
    stranger = first.door.browser()
    door.enter(stranger, "lars", custom={"module": "open-doors"}, resource_link={"id": "link-open-doors"})
    if opened_before:
        Seeker(door, "open-doors", first.browser)

    found = first.find("interpreter")
    assert "Through an interpreter" in titles(found)
    form = found.soup.select_one(".found form")
    assert form is not None
    data = {str(each["name"]): str(each["value"]) for each in form.select("input")}
    answer = first.browser.post(str(form["action"]), data=data, base_url=door.url)
    assert answer.status_code == 303
    assert "/lessons/open-doors.l3#step-" in answer.location or "/words-to-say" in answer.location
    module = answer.location.split("/")[2]
    waits = "once you have opened this module from your course page" in door.get(first.browser, f"/l/{module}/").text
    assert module != first.page.launch_id
    assert waits is not opened_before


def test_a_librarys_own_words_are_found_in_its_course_alone_and_cannot_become_markup(
    door: Door, session: Session
) -> None:
    ours = Seeker(door, "open-doors")
    other = Seeker(door, "open-doors", context={"id": "another-course", "title": "Another"})
    body = "Ring <script>alert(1)</script> the **zeppelin** bell & wait."
    context = session.scalars(select(Context).order_by(Context.id)).first()
    assert context is not None
    session.add(LocalPolicy(context_id=context.id, lesson_id="open-doors.l1", body=body, updated_at=NOON))
    session.commit()

    found = ours.find("zeppelins")
    assert "Your library says" in found.text
    assert [mark.get_text() for mark in found.soup.select("mark")] == ["zeppelin"]
    assert found.soup.select("main script") == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt; the <mark>" in found.response.text
    assert titles(other.find("zeppelins")) == []


def test_a_long_or_odd_question_is_answered(door: Door) -> None:
    seeker = Seeker(door, "open-doors")

    assert titles(seeker.find("")) == []
    assert "Nothing in this course has" in seeker.find("%3Cb%3Exyzzy%3C/b%3E").text
    assert seeker.find("a" * 5_000).status == 200
    assert seeker.find("%00%ff%E2%80%AE interpreter").soup.select(".found mark")
