"""A lesson's steps: where they begin, and that nothing is lost between them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content.model.steps import begins_step, group, split_at_headings

LINES = st.lists(
    st.sampled_from(["## One", "### Inside", "words", "", "```", "## At your library", "> ## said", "# Top"])
)


@given(LINES)
def test_steps_have_all_lines_in_their_order(lines: list[str]) -> None:
    text = "\n".join(lines)

    pieces = split_at_headings(text)

    assert [line for piece in pieces for line in piece.split("\n") if line.strip()] == [
        line for line in lines if line.strip()
    ]


def test_what_the_readers_library_does_stays_with_the_step_before_it() -> None:
    pieces = split_at_headings("Hello.\n## Two\nwords\n\n## At your library\nWho?\n## Three\nend")

    assert pieces == ["Hello.", "## Two\nwords\n\n## At your library\nWho?", "## Three\nend"]
    assert [begins_step(piece) for piece in (*pieces, "## At your library\nWho?")] == [False, True, True, False]


def test_a_heading_in_fenced_code_begins_nothing() -> None:
    assert split_at_headings("~~~\n## no\n```\n## no\n~~~\n## yes") == ["~~~\n## no\n```\n## no\n~~~", "## yes"]


@given(st.lists(st.sampled_from([None, "## A\nwords", "words", "## At your library\nwho"]), min_size=1))
def test_every_block_is_in_one_step_and_each_step_but_the_first_opens_with_its_heading(texts: list[str | None]) -> None:
    steps = list(group(texts))

    assert [place for step in steps for place in step] == list(range(len(texts)))
    assert all((texts[step[0]] or "").startswith("## A\n") for step in steps[1:])
