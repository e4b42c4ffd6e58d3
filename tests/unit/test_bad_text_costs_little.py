"""Text that people or platforms send costs time by its length, never by its square: no expression is walked again.

The one test that looks at time: each parser gets eight times as much of a bad string, and may take twenty-four times as
long. A square would be sixty-four times.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from lti_tool.authoring.checking import parse_item
from lti_tool.authoring.exchange.found import BadFile
from lti_tool.authoring.exchange.reading import read_file
from lti_tool.authoring.service import LONGEST
from lti_tool.certificates.names import platform_name
from lti_tool.content.checking.check import lint_item, lint_lesson
from lti_tool.content.markdown import MOST_CELLS, render_inline_markdown, render_markdown
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.content.source.lessons.activity import Attachments
from lti_tool.content.source.lessons.lesson import parse_lesson
from lti_tool.instructor.branches.table import make_plan
from lti_tool.instructor.shared.people.lists import BadList, People
from lti_tool.lti.services.links import find_next_page
from lti_tool.placements.local_policies.check import find_problems

SMALL, LARGE = 1_000, 8_000
NOTHING = 0.02  # seconds of this thread's CPU: less than this says nothing about growth
MOST_GROWTH = 24
LESSON = '---\nid: "x.l1"\nlang: "en"\nminutes: "5"\ncompetencies: ["LCS.A1"]\nobjectives: ["Do it."]\n---\n# Title\n'
ITEM = """- id: "x-1"
  version: 1
  type: "single"
  competency: "LCS.A1"
  bloom: "apply"
  stem: {stem}
  options:
  - {{id: "a", key: true, text: "It is so", feedback: "Because it is so here."}}
  - {{id: "b", text: "It is not", feedback: "Because it is so here."}}
  - {{id: "c", text: "It may be", feedback: "Because it is so here."}}
"""
BAD = (
    *("[", "![", "](", "[a](", "[]", "[[]", "[x]: ", "<", "<a ", "</", "<!--", "<?", "\n", " ", " \n", "\t", "\n\n"),
    *("*", "**", "**a", "__", "_a", "*a ", "`", '"', "'", "“", "”", ".", ". ", '!"', "a.", "a@", "a.a@a.", "@", "1"),
    *("1 ", "1-", "+1 ", "555-", "(555) ", "-", "- ", "> ", ">", ":", "::: ", ":::a\n", ":::\n", "\n:::", "#", "# a\n"),
    *("|", "|a", "|\n", "~", "~~~\n", "```\n", "&", "\\", "a", "A. ", "not ", "é", "http://", "www.", "1. ", "{", "[{"),
    *("[a]{", "[a]{lang=es}", "]{%"),
    *("{a: ", "a: ", "- - ", "? ", "&a ", "!!", "%", "\u200b", "(", ")", "a-", "a'", 'id="', ", ", ";", "<>;", '="'),
)


def check_lesson(text: str) -> None:
    list(lint_lesson(parse_lesson(LESSON + text, "own", SOURCE_LANGUAGE, Attachments({}, {}), [])))


def check_item(text: str) -> None:
    entry = parse_item(ITEM.format(stem=json.dumps(text)), "own", [])
    if entry:
        list(lint_item(entry))


def read_list(text: str) -> None:
    with suppress(BadList):
        make_plan(f"email,branch\n{text}".encode(), People({"email": {}, "id": {}, "name": {}}))


def read_questions(ending: str, start: str) -> Callable[[str], object]:
    def read(text: str) -> None:
        with suppress(BadFile):
            read_file(f"{start}{text}".encode(), f"questions.{ending}", ("True", "False"), frozenset())

    return read


READERS: dict[str, Callable[[str], object]] = {
    "a lesson of one's own": check_lesson,
    "a question of one's own": check_item,
    "an item file": lambda text: parse_item(text, "own", []),
    "a policy": lambda text: list(find_problems(text)),
    "Markdown": render_markdown,
    "a run of Markdown": render_inline_markdown,
    "a list of people": read_list,
    "a Link header": lambda text: find_next_page(text, "https://lms.example"),
    "a name": platform_name,
    "a GIFT file": read_questions("gift", "What?{="),
    "a GIFT file in HTML": read_questions("gift", "[html]"),
    "a table of questions": read_questions("csv", "question,option a,option b\nWhat?,a,"),
}


def cost(read: Callable[[str], object], bad: str, length: int) -> float:
    text = (bad * (length // len(bad) + 1))[:length]
    begun = time.thread_time()
    read(text)
    return time.thread_time() - begun


@pytest.fixture
def _no_collection() -> Iterator[None]:
    """The collector looks at all that the worker ever made, at a moment of its own choice."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_no_collection")
@pytest.mark.parametrize("reader", READERS)
def test_eight_times_the_text_costs_about_eight_times(reader: str) -> None:
    read = READERS[reader]
    for bad in BAD:
        large = cost(read, bad, LARGE)
        if large > NOTHING:
            most = MOST_GROWTH * min(cost(read, bad, SMALL) for _ in range(3))
            assert large < most or cost(read, bad, LARGE) < most, f"{bad!r}: more than {MOST_GROWTH} times"


def test_a_version_of_ones_own_is_bounded() -> None:
    assert LONGEST <= 4 * LARGE, "what is measured here is about what can be sent"


def test_a_table_cannot_blow_up() -> None:
    row = "|" + "a|" * 50 + "\n|" + "-|" * 50 + "\n"
    table = row + "|\n" * ((10_000 - len(row)) // 2)

    assert len(render_markdown(table)) < 2 * len(table)
    assert [each.params for each in find_problems(table)] == [{"most": MOST_CELLS}]
    assert "<td>" in render_markdown(row + "|b|\n" * 10)
