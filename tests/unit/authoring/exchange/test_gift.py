"""GIFT as Moodle means it: every kind, what becomes of it here, and the line at which each thing is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.authoring.exchange.found import MOST_FOUND, Found, TooManyFound
from lti_tool.authoring.exchange.gift.mapping import read_gift
from lti_tool.authoring.exchange.gift.writing import can_be_written, write_gift
from lti_tool.authoring.family_draft import FamilyDraft
from lti_tool.authoring.item_draft import LETTERS, ItemDraft, PartDraft
from lti_tool.content.markdown import render_inline_markdown
from tests.support.own_drafts import FAMILIES, ITEMS

TRUTHS = ("True", "False")


def read(text: str) -> list[Found]:
    return list(read_gift(text, TRUTHS).found)


def only(text: str) -> Found:
    (found,) = read(text)
    return found


def draft_of(text: str) -> ItemDraft:
    found = only(text)
    assert isinstance(found.draft, ItemDraft), told(found)
    return found.draft


def told(found: Found) -> list[str]:
    return [f"{note.line}: {note.wording % note.params if note.params else note.wording}" for note in found.notes]


def rows(draft: ItemDraft) -> list[tuple[str, str, bool]]:
    return [(part.text, part.feedback, part.key) for part in draft.parts]


def test_one_right_answer_keeps_its_feedback_and_its_order() -> None:
    draft = draft_of("::Tomb::Who is buried here?{\n~Grant # Not he.\n=no one # Right so.\n~Jefferson\n}")

    assert draft.type == "single"
    assert draft.stem == "Who is buried here?"
    assert rows(draft) == [("Grant", "Not he.", False), ("no one", "Right so.", True), ("Jefferson", "", False)]
    assert draft.source == ""


def test_several_right_answers_are_those_with_weights() -> None:
    found = only("Which two?{~%50%a ~%50%b ~%-50%c ~%-50%d}")

    assert isinstance(found.draft, ItemDraft)
    assert found.draft.type == "multi"
    assert [part.key for part in found.draft.parts] == [True, True, False, False]
    assert found.notes == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Q?{~%70%a ~%30%b ~%-50%c}", "1: Weights are not kept: each right answer earns 1/2"),
        ("Q?{~%50%a\n=b\n~c}", "1: “a” is worth 50 % there, and nothing here."),
        ("Q?{T#no#yes}", "1: It becomes a question with two options, “True” and “False”."),
        ("Two plus {~two =three} is five.", "1: A blank (_____) stands where the answers stood"),
        ("Q?{~a\n=b#x\n####In general.}", "1: Its general feedback now stands at each answer that had none."),
        ("// [tag:mine] [tag:skill:LCS.C3]\nQ?{~a =b}", "2: Tags are not kept: mine."),
        ('[html]<p style\\="color\\:red">Q?</p>{~a =b}', "1: Looks are not kept: style."),
    ],
)
def test_what_is_changed_is_told(text: str, words: str) -> None:
    found = only(text)

    assert found.is_usable
    assert any(each.startswith(words) for each in told(found)), told(found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Just read this.", "1: A description asks nothing."),
        ("Write about it.{}", "1: An essay has no right answer"),
        ("When?{#1822:5}", "1: Here, no question asks for a number"),
        ("Who?{=no one =nobody}", "1: Here, no question asks for words"),
        ("Order.{>ALL\none\ntwo}", "1: GIFT files of Moodle's ordering questions"),
        ("Match.{=a -> b =c -> d}", "1: It has 2 pairs; here, a question has three to six."),
        ("Match.{=a -> b\n=c\n=d -> e}", "2: Each pair needs an arrow"),
        ("Q?{~a =b", "1: Its braces do not match"),
        ("Q?}~a =b{", "1: Its braces do not match"),
        ("Q?{~a =b} and {~c =d}", "1: Its braces do not match"),
        ("Q?{~a ~b}", "1: No answer is right. Mark it with =, or each of several with a weight, such as ~%50%."),
        ("Q?{=a =b ~c}", "1: 2 answers are fully right"),
        ("Q?{~a ~b ~c ~d ~e ~f =g}", "1: It has 7 answers"),
        ("Q?{\n~a\n=[html]<img src\\=x>\n}", "3: <img> has no counterpart in our texts."),
        ("[html]<table><tr><td>x</td></tr></table>{~a =b}", "1: <table> has no counterpart"),
        ("[html]<script>alert(1)</script>Q?{~a =b}", "1: <script> has no counterpart"),
        ('[html]<a href\\="javascript\\:alert(1)">x</a>{~a =b}', "1: <a> javascript:alert(1) has no counterpart"),
    ],
)
def test_what_has_no_counterpart_is_told_with_its_line_and_stays_out(text: str, words: str) -> None:
    found = only(text)

    assert not found.is_usable
    assert any(each.startswith(words) for each in told(found)), told(found)


def test_pairs_and_answers_that_belong_to_nothing() -> None:
    draft = draft_of("Match.{\n=a -> x\n=b -> y\n=c -> x\n= -> z\n####Because.}")

    assert [(part.text, part.match, part.feedback) for part in draft.parts] == [
        ("a", "x", "Because."),
        ("b", "y", "Because."),
        ("c", "x", "Because."),
    ]
    assert draft.extras == ("z",)


def test_what_is_said_to_a_right_answer_and_to_a_wrong_one_of_true_and_false() -> None:
    assert rows(draft_of("Q?{FALSE#You are wrong.#You are right.}")) == [
        ("True", "You are wrong.", False),
        ("False", "You are right.", True),
    ]


def test_escapes_formats_comments_and_categories() -> None:
    text = "$CATEGORY: $course$/top\n\n// a comment\n"
    text += "::A\\:B::[plain]5 * 3 \\= \\{what\\} \\~ \\# \\\\?{=*15*#a\\nb ~[markdown]*x*}"
    reading = read_gift(text, TRUTHS)
    (found,) = reading.found

    assert found.title == "A:B"
    assert found.line == 4
    assert isinstance(found.draft, ItemDraft)
    assert render_inline_markdown(found.draft.stem) == "5 * 3 = {what} ~ # \\?"
    assert render_inline_markdown(found.draft.parts[0].text) == "*15*"
    assert render_inline_markdown(found.draft.parts[0].feedback) == "a<br />\nb"
    assert render_inline_markdown(found.draft.parts[1].text) == "<em>x</em>"
    assert [note.line for note in reading.notes] == [1]


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Who <b>asks</b>&nbsp;first?</p>", "Who **asks** first?"),
        ("<p>One.</p><p>Two &lt;3&gt; *stars*</p>", "One.\\\nTwo \\<3> \\*stars\\*"),
        ("a<ul><li>x</li><li><i>y</i></li></ul>", "a\\\n– x\\\n– *y*"),
        ("<ol><li>x</li><li>y</li></ol>", "1. x\\\n2. y"),
        ('<a href="https://example.org/a">here</a>', "[here](https://example.org/a)"),
        ('<span lang="es">Un momento</span>', "[Un momento]{lang=es}"),
        ("<p>un<br>closed <em>words", "un\\\nclosed *words*"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    escaped = "".join(f"\\{letter}" if letter in "~=#{}:" else letter for letter in html)

    assert draft_of(f"[html]{escaped}{{~a =b}}").stem == markdown.replace("\xa0", " ")


def test_line_numbers_survive_comments_empty_lines_and_names() -> None:
    text = "\n\n// one\n\n::N::\nWhat?\n{\n// two\n~a\n=<img>\n}\n\n\nAlso?{}\n"
    first, second = read(text)

    assert (first.line, second.line) == (5, 14)
    assert told(first) == ["10: <img> has no counterpart in our texts."]


def test_a_thousand_questions_and_no_more() -> None:
    with pytest.raises(TooManyFound) as caught:
        read("Q?{~a =b}\n\n" * 10_000)

    assert (
        caught.value.message
        == f"Line {2 * MOST_FOUND + 1}: here begins question 1,001. Split the file: one may have 1,000."
    )


@given(st.lists(ITEMS.filter(can_be_written) | FAMILIES, min_size=1, max_size=4))
def test_what_is_written_comes_back_equal(drafts: list[ItemDraft | FamilyDraft]) -> None:
    back = [found.draft for found in read(write_gift(drafts))]

    assert back == [comparable(each) for each in drafts]


def comparable(draft: ItemDraft | FamilyDraft) -> ItemDraft | FamilyDraft:
    """As GIFT can say it: rows without gaps, and pairs without feedback of their own."""
    if isinstance(draft, FamilyDraft):
        return draft
    parts = [part for part in draft.parts if not part.is_empty]
    if draft.type == "match":
        parts = [PartDraft(part.text, "", part.match) for part in parts]
    return ItemDraft(
        draft.type, draft.stem, draft.competency, draft.bloom, draft.source, draft.lesson, tuple(parts), draft.extras
    )


SCENE = "// [tag:family:f]\nQ%d?{=a~b~c}\n\n"


@pytest.mark.parametrize(
    ("scenes", "words"),
    [
        ("".join(SCENE % number for number in range(5)), "14: The family has 5 scenes"),
        (SCENE % 1 + "// [tag:family:f]\nR?{=a~b~x}", "5: Its options, policy, skill or lesson differ from line 2"),
        (SCENE % 1 + "// [tag:family:f]\nR?{=a->b =c->d =e->f}", "5: A scene of a family has options to choose from"),
        (SCENE % 1 + "// [tag:family:f]\nR?{}", "5: An essay has no right answer"),
        ("// [tag:family:f]\nR?{=a~b~c~d~e}", "2: It has 5 answers; here, a family has four options"),
    ],
)
def test_scenes_that_are_no_family_are_told_with_their_line(scenes: str, words: str) -> None:
    found = only(scenes)

    assert not found.is_usable
    assert any(each.startswith(words) for each in told(found)), told(found)


def test_a_scene_whose_options_stand_otherwise_is_of_the_family_still() -> None:
    found = only(SCENE % 1 + "// [tag:family:f]\nR?{~c#C=b#B~a}")

    assert isinstance(found.draft, FamilyDraft)
    assert found.draft.acts == ("a", "b", "c", "")
    assert found.draft.stems[1].keys == ("b",)
    assert found.draft.stems[1].feedback == ("", "B", "C", "")


PIECES = (
    "{",
    "}",
    "~",
    "=",
    "#",
    "####",
    "->",
    "%50%",
    "%-5",
    "::",
    "[html]",
    "\\",
    "\\n",
    "\n",
    "\n\n",
    "//",
    "T",
    "<b>",
    "<",
    "&",
)


@given(st.lists(st.sampled_from((*PIECES, "word", "[tag:x]", "$CATEGORY:", "é", "\u2028")), max_size=30))
def test_no_text_breaks_the_reader_and_every_block_is_answered_for(pieces: list[str]) -> None:
    text = "".join(pieces)
    for found in read(text):
        assert 1 <= found.line <= text.count("\n") + 1
        assert found.is_usable or any(note.severity == "error" for note in found.notes)
        assert all(1 <= note.line <= text.count("\n") + 1 for note in found.notes)


def test_letters_are_enough_for_what_is_written() -> None:
    assert len(LETTERS) == 6
