"""What learners do, as visitors of the real pages."""

from __future__ import annotations

import re
import time
from functools import cache
from typing import TYPE_CHECKING

from lti_tool.content.model import BestWorstItem, Item, MatchItem, OrderItem
from lti_tool.content.source.loader import load_catalogue
from lti_tool.quizzes import full_answer
from lti_tool.settings import shipped_dir
from tests.support.visitor import Page, Visitor

if TYPE_CHECKING:
    from tests.conftest import World

LESSONS = 5
PROOF = re.compile(r'<input type="hidden" name="csrf_token" value="([^"]+)">')


def read_all_lessons(learner: Visitor, page: Page) -> Page:
    """From the module page, through every lesson, back to it."""
    page = learner.get(page.link("Start:"))
    for _ in range(LESSONS):
        page = finish_lesson(learner, page)
    return page


def finish_lesson(learner: Visitor, page: Page) -> Page:
    """Done with a lesson, whatever is left to do in it skipped on purpose."""
    page = learner.submit(page, "Done")
    left = page.soup.select_one("#left-to-do button")
    return learner.submit(page, left.get_text()) if left else page


def open_quiz(learner: Visitor, page: Page) -> Page:
    """Start an attempt, whatever the module page's primary action is."""
    path = page.path.split("/instructor")[0]
    return learner.post(f"{learner.tool_url}/l/{page.launch_id}/attempts", {"csrf_token": csrf(page), "at": path})


def csrf(page: Page) -> str:
    """The proof in the first form that has one."""
    proof = PROOF.search(page.html)
    assert proof, page.text
    return proof[1]


def answers(quiz: Page, right: int) -> dict[str, object]:
    """Answer the first `right` questions well and the others badly."""
    items = [items_by_id()[name] for name in item_ids(quiz)]
    return {
        f"item-{item.id}": sorted(full_answer(item) if number < right else bad_answer(item))
        for number, item in enumerate(items)
    }


def item_ids(quiz: Page) -> list[str]:
    """The questions' item ids in the order shown."""
    return [str(each["name"]).removeprefix("was-") for each in quiz.soup.select("input[data-shown]")]


@cache
def items_by_id() -> dict[str, Item]:
    catalogue = load_catalogue(shipped_dir("content"))
    return {item.id: item for module in catalogue.modules if module.quiz for item in module.quiz.items}


def wait_for_grade(world: World, person: str, link: str, seconds: float = 60) -> float | None:
    """The gradebook's value, once the delivery thread has brought it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (grade := world.platform.grade(person, link)) is not None:
            return grade
        time.sleep(0.05)
    return None


def wait_for_words(visitor: Visitor, url: str, words: str, seconds: float = 60) -> str:
    """The page's text once it says `words`; the delivery thread writes down what it did a moment after it did it."""
    deadline = time.monotonic() + seconds
    while words not in (text := visitor.get(url).text) and time.monotonic() < deadline:
        time.sleep(0.05)
    return text


def bad_answer(item: Item) -> list[str]:
    """A complete answer that earns nothing."""
    if isinstance(item, OrderItem):
        return [f"{step.id}={place}" for place, step in enumerate(reversed(item.steps), start=1)]
    if isinstance(item, MatchItem):
        right = full_answer(item)
        return [next(t for x in item.target_ids if (t := f"{pair}={x}") not in right) for pair in item.part_ids]
    if isinstance(item, BestWorstItem):
        return [f"best={item.worst}", f"worst={item.best}"]
    return [next(option for option in item.option_ids if option not in item.keys)]
