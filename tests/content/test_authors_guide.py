"""The guide for authors: its examples are a module that passes the check."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from flask import Flask

from lti_tool.content import load_catalogue
from lti_tool.content.checking.check import lint_item
from lti_tool.content.checking.families import lint_family
from lti_tool.content.model.activities.kinds import ACTIVITY_MODELS
from lti_tool.content.model.items.item import ITEM_TYPES
from lti_tool.content.source.bank.family import parse_families
from lti_tool.content.source.problem import Problem
from lti_tool.preview import set_up_preview
from lti_tool.quizzes.bank_check import check_content, family_guessing

ROOT = Path(__file__).parents[2]
FAMILY = re.compile(r"```yaml\n((?:- family: \"fh-printer\"|fh-printer:).*?)```", re.DOTALL)
EXAMPLE = re.compile(r"\*\*`content/(?P<file>[^`]+)`\*\*\n\n```\w+\n(?P<text>.*?)\n```\n", re.DOTALL)


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    (tmp_path / "frameworks").mkdir()
    shutil.copy(ROOT / "content/frameworks/lcs.yaml", tmp_path / "frameworks")
    for example in EXAMPLE.finditer((ROOT / "docs/authors.md").read_text(encoding="utf-8")):
        path = tmp_path / example["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(example["text"] + "\n", encoding="utf-8")
    return tmp_path


def test_the_examples_have_no_problems_but_for_what_they_leave_untranslated(guide: Path):
    found = [str(problem) for problem in check_content(guide)]

    assert [text for text in found if "warning: not translated" not in text] == []
    assert len(found) == 2


def test_the_family_of_the_guide_is_sound_and_its_translation_fits():
    english, spanish = FAMILY.findall((ROOT / "docs/authors.md").read_text(encoding="utf-8"))
    problems: list[Problem] = []
    (found,) = parse_families(english, "families.yaml", problems) or ()
    problems += lint_family(found)
    problems += family_guessing(found)
    for entry in found.entries:
        problems += lint_item(entry)

    assert [str(problem) for problem in problems] == []
    told = spanish.partition("\n")[0]
    assert told == f"{found.family.family}:"


def test_the_examples_show_every_item_type_and_every_activity(guide: Path):
    module = load_catalogue(guide).module("first-hello")

    assert module is not None
    assert module.quiz is not None
    assert {item.type for item in module.quiz.items} == set(ITEM_TYPES)
    assert {activity.kind for activity in module.lessons[0].activities} == set(ACTIVITY_MODELS)


def test_the_steps_of_the_guide_lead_to_a_module_that_a_learner_can_open(app: Flask, guide: Path):
    set_up_preview(app, guide)
    page = app.test_client().get("/preview/open/our-closing-time", follow_redirects=True, base_url="http://localhost")

    assert page.status_code == 200
    assert "Closing time at our library" in page.get_data(as_text=True)
