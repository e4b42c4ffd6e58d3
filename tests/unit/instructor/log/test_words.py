"""The list of changes has a sentence for whatever is done in a course."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from flask_babel import Babel

import lti_tool
from lti_tool.community.moderating import DECISIONS
from lti_tool.instructor.log.words import WORDS, say

IN_A_COURSE = r'"((?:placement|course|accommodation|attempt|item|branch|policy|own_content|grades)\.(?!id")[a-z_]+)"'


def test_every_action_has_its_words() -> None:
    files = Path(lti_tool.__file__).parent.rglob("*.py")
    done = {action for file in files for action in re.findall(IN_A_COURSE, file.read_text(encoding="utf-8"))}

    assert done | {f"contribution.{decision}" for decision in DECISIONS} == set(WORDS)


def test_settings_are_called_what_their_form_calls_them() -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        said = say("course.settings_changed", {"changed": "counting: highest → latest; items: – → 5"})
        lessons = say("placement.settings_changed", {"changed": "lessons_hidden: – → a.l1, a.l2"}, str.upper)
        opens = say("course.settings_changed", {"changed": "opens_at: – → 2026-11-24T09:30:00Z"})
        saved_as_it_was = say("course.settings_changed", {"changed": ""})
        dropped = say("item.dropped", {"item": "x-1", "changed": 2, "kept": 0})
        unknown = say("odd.thing", {"key": "x"})

    assert said.endswith("which attempt counts: The highest → The latest; questions in an attempt: – → 5")
    assert lessons.endswith("lessons hidden: – → A.L1, A.L2")
    assert opens.endswith("opens: – → Nov 24, 2026, 9:30\u202fAM UTC")
    assert saved_as_it_was.endswith("the whole course: –")
    assert "Attempts changed: 2; kept as they were: 0." in dropped
    assert unknown == "odd.thing: key x"
