"""YAML is read as strings, with lines, and without the parts that surprise."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text import yaml as yaml_source
from lti_tool.content.source.text.yaml import YamlSource, parse_yaml


def read(text: str) -> YamlSource:
    problems: list[Problem] = []
    source = parse_yaml(text, "f.yaml", problems)
    assert not problems
    assert source is not None
    return source


def refusals(text: str) -> list[str]:
    problems: list[Problem] = []
    parse_yaml(text, "f.yaml", problems)
    return [str(problem) for problem in problems]


@pytest.fixture(params=["libyaml", "pure Python"])
def each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "pure Python":
        monkeypatch.setattr(yaml_source, "_LOADER", yaml.BaseLoader)


@pytest.mark.usefixtures("each_parser")
class TestBothParsers:
    def test_a_bare_yes_and_a_time_stay_text(self):
        problems: list[Problem] = []
        source = parse_yaml("a: Yes\nb: 10:30\nc: ~\nd: 1.0\ne: 'no'\nf: 12\ng: true\n", "f.yaml", problems)

        assert source is not None
        assert source.data == {"a": "Yes", "b": "10:30", "c": "~", "d": "1.0", "e": "no", "f": "12", "g": "true"}
        assert [(problem.line, problem.stops) for problem in problems] == [(line, False) for line in (1, 2, 3, 4)]

    def test_every_value_knows_its_line(self):
        source = read("a: 1\nb:\n- x\n- {c: y,\n   d: z}\n")

        assert source.line(("b",)) == 2
        assert source.line(("b", 0)) == 3
        assert source.line(("b", 1, "c")) == 4
        assert source.line(("b", 1, "d")) == 5

    def test_an_unknown_path_has_the_line_of_what_is_around_it(self):
        assert read("a: 1\nb:\n  c: 2\n").line(("b", "missing", 4)) == 2

    def test_a_key_written_twice_is_refused_with_its_line(self):
        assert refusals("a: 1\nb: 2\na: 3") == ['f.yaml:3: error: "a" is written twice; keep one of them']

    def test_anchors_and_aliases_are_refused(self):
        bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"

        found = refusals(bomb)

        assert found[0].startswith("f.yaml:1: error: YAML anchors and aliases")
        assert any(line.startswith("f.yaml:3:") for line in found)

    def test_tags_are_refused(self):
        assert "f.yaml:1: error: YAML tags (!) are not allowed" in refusals("a: !!python/object:os.system x")[0]

    def test_broken_yaml_says_where(self):
        assert refusals("a: 1\nb: c: d")[0].startswith("f.yaml:2: error: the YAML cannot be read")

    def test_a_tab_is_named_as_the_cause(self):
        assert refusals("a:\n\t- b")[0].endswith("indent with spaces instead of tabs")

    def test_a_control_character_says_where(self):
        assert refusals("a: b\nc: \x00")[0].startswith("f.yaml:2: error: the YAML cannot be read")

    @pytest.mark.parametrize("text", ["", "# nothing here\n"])
    def test_an_empty_file_is_refused(self, text: str):
        assert refusals(text) == ["f.yaml:1: error: there is nothing in it; write the fields that belong here"]

    def test_a_second_document_is_refused(self):
        assert refusals("a: 1\n---\nb: 2")[0].startswith("f.yaml:2: error: a second document starts here")

    def test_a_key_that_is_not_text_is_refused(self):
        assert "a field name must be plain text" in refusals("{[1]: 2}")[0]

    def test_deep_nesting_is_refused_without_exhausting_the_stack(self):
        assert "nested too deeply" in refusals("[" * 100_000)[0]


def test_lines_count_from_where_the_text_starts_in_its_file():
    problems: list[Problem] = []
    parse_yaml("a: 1\na: 2", "lesson.md", problems, first_line=2)

    assert problems[0].line == 3


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_but_never_crashes(text: str):
    problems: list[Problem] = []
    source = parse_yaml(text, "f.yaml", problems)

    assert source is not None or problems
