"""Markdown that would not be shown as meant is told line by line; what gets through is safe all the same."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from lti_tool.placements.local_policies.check import find_problems
from lti_tool.placements.local_policies.texts import PolicyText
from lti_tool.placements.local_policies.words import policy_view
from lti_tool.text.web_address import is_web_address

PARTS = st.sampled_from(
    ["<script>", "</", "alert(1)", "[a](", "javascript:", "data:text/html,", "https://x.example", ")", "![x](", "\n",
     "`", "<img src=x onerror=", ">", "&lt;", "<a href=", '"', "**", "[r]: ", "\\", "<!--", "&#106;avascript:", "- "]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Fine\n<script>alert(1)</script>", "Line 2: HTML such as <script>"),
        ("<img src=x onerror=alert(1)>", "Line 1: HTML such as <img"),
        ("[x](javascript:alert(1))", "Line 1: a link must start with https:// or mailto:, not “javascript:alert(1”"),
        ("a\n\n[x]: data:text/html,hello", "Line 3: a link must start"),
        ("[x](/admin)", "not “/admin”"),
        ("[x]()", "a link must start with https:// or mailto:, not “”"),
        ("![a cat](https://x.example/cat.png)", "Line 1: pictures are not shown."),
        ("<!-- hidden -->", "Line 1: HTML such as <!--"),
    ],
)
def test_what_would_not_be_shown_is_told_with_its_line(text: str, words: str) -> None:
    (problem,) = find_problems(text)

    assert words in problem.wording % dict(problem.params)


@pytest.mark.parametrize(
    "text",
    ["Fines under $5 are waived.", "2 < 3 and 4 > 1", "**Bold**, [ours](https://lib.example/policy)", "<https://lib.example>",
     "- one\n- two", "[mail](mailto:desk@lib.example)", "| a | b |\n|---|---|\n| 1 | 2 |"],
)  # fmt: skip
def test_plain_markdown_is_fine(text: str) -> None:
    assert list(find_problems(text)) == []


@given(st.lists(PARTS, max_size=14).map("".join))
@example("[a]()")
def test_whatever_was_stored_runs_nothing(text: str) -> None:
    view = policy_view(PolicyText(body=text, link_url=text), "")

    soup = BeautifulSoup(view.html, "html.parser")
    assert not soup.find_all(["script", "img", "iframe", "style", "object"])
    assert all(not name.startswith("on") for tag in soup.find_all(True) for name in tag.attrs)
    assert all(str(a["href"]).lower().startswith(("http:", "https:", "mailto:")) for a in soup.find_all("a"))
    assert view.link_url == "" or view.link_url.startswith("https://")


@pytest.mark.parametrize("address", ["https://lib.example/p?q=1#a", "HTTP://lib.example", "http://localhost:8000/x"])
def test_web_addresses(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//x", "https:", "https://a b", 'https://a"b', "mailto:a@b", "x"]
)
def test_no_web_addresses(address: str) -> None:
    assert not is_web_address(address)
