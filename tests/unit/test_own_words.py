"""What people write themselves may be in any script, and a field with a mistake says so: the kind, everywhere."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask, render_template_string
from wtforms import IntegerField
from wtforms.validators import NumberRange

from lti_tool.instructor.policies.form import PolicyForm
from lti_tool.instructor.shared.form import Form

TEMPLATES = Path(__file__).parents[2] / "lti_tool/templates"
FIELD = re.compile(r"<textarea [^>]*|<input (?=[^>]*(?:class=\"(?:long|line)\"|type=\"(?:text|search)\"))[^>]*")
NO_WORDS = re.compile(r"name=\"code\"|inputmode=\"(?:numeric|url)\"")
SHOWN = re.compile(r"<\w+ class=\"typed\"[^>]*")


def found(pattern: re.Pattern[str]) -> list[str]:
    return [tag for file in TEMPLATES.rglob("*.html") for tag in pattern.findall(file.read_text("utf-8"))]


def test_every_field_for_words_and_every_place_that_shows_them_follows_their_script() -> None:
    fields = [tag for tag in found(FIELD) if not NO_WORDS.search(tag)]

    assert fields
    assert [tag for tag in fields + found(SHOWN) if "dir=" not in tag] == []


def test_a_name_of_another_script_pulls_nothing_along(app: Flask) -> None:
    with app.test_request_context():
        assert render_template_string("{{ name|bdi }} · 3", name="מיכל <b>") == "<bdi>מיכל &lt;b&gt;</bdi> · 3"
        assert render_template_string("{{ name|bdi or 'nobody' }}", name=None) == "nobody"


class Counted(Form):
    """A form with a number that has a least value."""

    number = IntegerField(validators=[NumberRange(min=0)])


def test_a_field_says_that_it_is_wrong_only_when_it_is(app: Flask) -> None:
    for typed, is_said in (("-1", True), ("1", False)):
        with app.test_request_context(method="POST", data={"number": typed}):
            form = Counted(meta={"csrf": False})
            form.validate()

            assert ('aria-invalid="true"' in str(form.number())) is is_said


def test_a_policy_is_typed_in_its_own_script(app: Flask) -> None:
    with app.test_request_context():
        assert 'dir="auto"' in str(PolicyForm(meta={"csrf": False}).body())
