"""What people write themselves may be in any script, and a field with a mistake says so: the kind, in every template."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask, render_template_string

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
