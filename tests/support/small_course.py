"""Four modules as small as can be, for tests that are about what comes after learning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.placements.catalogue import LazyCatalogue
from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.visitor import Page

FRAMEWORK = """\
document: {identifier: "f8496262-ee8e-5f6c-bbfa-dcebcfa8200b", title: "Framework", adoptionStatus: "Draft"}
items:
- {identifier: "555f312f-c3b0-5915-a9e5-f7f038302145", humanCodingScheme: "LCS.C",
   CFItemType: "Category", fullStatement: "Skills"}
- {identifier: "1a04092d-5845-57ec-8676-7d875274d5f9", humanCodingScheme: "LCS.C3",
   CFItemType: "Competency", fullStatement: "Offers what is possible"}
- {identifier: "1a04092d-5845-57ec-8676-7d875274d5fa", humanCodingScheme: "LCS.C4",
   CFItemType: "Competency", fullStatement: "Explains a rule"}
associations:
- {associationType: "isChildOf", originNodeURI: "LCS.C3", destinationNodeURI: "LCS.C"}
- {associationType: "isChildOf", originNodeURI: "LCS.C4", destinationNodeURI: "LCS.C"}
"""
HEAD = """\
id: "{id}"
version: 1
kind: "{kind}"
title: "{title}"
summary: "A module as small as can be."
minutes: {minutes}
competencies: ["{competency}"]
lessons: [{lessons}]
sources:
- {{id: "book", title: "A Book", who: "Somebody", kind: "book", year: 2015}}
quiz:
  title: "Check yourself"
  {passing}
  sections:
  - {{competency: "{competency}", draw: 1}}
"""
ITEM = """\
- id: "{id}-001"
  version: 1
  type: "single"
  competency: "{competency}"
  bloom: "apply"
  source: "book"
  stem: "Somebody asks for a seat by the window. What do you say?"
  options:
  - {{id: "a", key: true, text: "That one is free now.", feedback: "It answers at once, kindly."}}
  - {{id: "b", text: "Seats are over there.", feedback: "It points and does not help."}}
  - {{id: "c", text: "You cannot book those.", feedback: "Nobody asked for a booking."}}
"""
LESSON = """\
---
id: "{id}.l1"
lang: "en"
minutes: 8
competencies: ["{competency}"]
objectives: ["Name the need."]
---
# Hear the need

A request is a first guess.
"""
PASS = "pass_points: 1"
MODULES = (
    {"id": "window", "kind": "module", "title": "A seat by the window", "minutes": 35, "competency": "LCS.C3"},
    {"id": "rule", "kind": "module", "title": "A rule, explained", "minutes": 40, "competency": "LCS.C4"},
    {"id": "start", "kind": "preassessment", "title": "Where to start", "minutes": 5, "competency": "LCS.C3"},
    {"id": "diploma", "kind": "certificate", "title": "Everyday service", "minutes": 5, "competency": "LCS.C3"},
)


@dataclass
class Learner:
    """Somebody on the page of a module."""

    door: Door
    browser: FlaskClient
    page: Page
    module: str

    def complete(self) -> None:
        complete(self.door, self.browser, self.page, self.module)

    def ask(self, **fields: str) -> Page:
        """Press “Get your certificate”; the redirect is not followed."""
        data = {"csrf_token": csrf(self.page), **fields}
        url = f"{self.page.path}certificate"
        return Page(url, self.browser.post(url, base_url=self.door.url, data=data), "POST", {})

    def download(self) -> TestResponse:
        return self.browser.get(f"{self.page.path}certificate.pdf", base_url=self.door.url)


Enter = Callable[..., Learner]


def write_small_course(folder: Path) -> Path:
    """Write the content folder."""
    _write(folder / "frameworks/lcs.yaml", FRAMEWORK)
    for facts in MODULES:
        _write_module(folder / "modules" / str(facts["id"]), facts)
    return folder


def teach(door: Door, folder: Path) -> None:
    """Let the tool serve the small course."""
    door.app.extensions["catalogue"] = LazyCatalogue(write_small_course(folder))


def read_lesson(door: Door, browser: FlaskClient, page: Page, module: str) -> None:
    answer = browser.post(f"{page.path}lessons/{module}.l1", base_url=door.url, data={"csrf_token": csrf(page)})
    assert answer.status_code == 303, answer.get_data(as_text=True)


def take_quiz(door: Door, browser: FlaskClient, page: Page, *, right: bool = True) -> None:
    """Start an attempt and hand it in."""
    proof = {"csrf_token": csrf(page)}
    start = browser.post(f"{page.path}attempts", base_url=door.url, data=proof)
    quiz = door.get(browser, start.location)
    field = quiz.soup.select("input[name^=item-]")[0]["name"]
    chosen = {str(field): "a" if right else "b"}
    answer = browser.post(f"{quiz.path}/submit", base_url=door.url, data=proof | chosen)
    assert answer.status_code == 303, answer.get_data(as_text=True)


def complete(door: Door, browser: FlaskClient, page: Page, module: str) -> None:
    """All that earns a module's certificate."""
    read_lesson(door, browser, page, module)
    take_quiz(door, browser, page)


def _write_module(folder: Path, facts: dict[str, object]) -> None:
    has_lessons = facts["kind"] == "module"
    banks = 'pass_points: 1\n  banks: ["window", "rule"]'
    passing = {"module": PASS, "certificate": banks, "preassessment": ""}[str(facts["kind"])]
    lessons = f'"{facts["id"]}.l1"' if has_lessons else ""
    _write(folder / "module.yaml", HEAD.format(**facts, lessons=lessons, passing=passing))
    if facts["kind"] != "certificate":
        _write(folder / "items.yaml", ITEM.format(**facts))
    if has_lessons:
        _write(folder / "lessons/01-hear.en.md", LESSON.format(**facts))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
