"""Drafts of any kind, complete or not, for properties of what is written to files and read again."""

from __future__ import annotations

from hypothesis import strategies as st

from lti_tool.authoring.family_draft import ACTS, FamilyDraft, StemDraft
from lti_tool.authoring.item_draft import LETTERS, ItemDraft, PartDraft
from lti_tool.authoring.lesson_draft import LessonDraft
from lti_tool.text.plain_text import clean_text

SIGNS = "=+-@~#{}:\\%'\";,\t\n*_[]<>&|éñ漢"
TEXTS = st.text(st.sampled_from("ab 12." + SIGNS) | st.characters(exclude_categories=("Cs",)), max_size=30).map(
    clean_text
)
SAID = TEXTS.filter(bool)
CODES = st.sampled_from(["", "LCS.C3", "LCS.C4"])
LEVELS = st.sampled_from(["apply", "understand"])


@st.composite
def items(draw: st.DrawFn) -> ItemDraft:
    kind = draw(st.sampled_from(["single", "multi", "best_worst", "order", "match"]))
    count = draw(st.integers(2, len(LETTERS)))
    right = (
        draw(st.sets(st.integers(0, count - 1), min_size=1)) if kind == "multi" else {draw(st.integers(0, count - 1))}
    )
    parts = [
        PartDraft(
            draw(SAID),
            draw(TEXTS),
            draw(SAID) if kind == "match" else "",
            key=kind in ("single", "multi") and place in right,
            best=kind == "best_worst" and place in right,
        )
        for place in range(count)
    ]
    parts += [PartDraft()] * (len(LETTERS) - count)
    extras = draw(st.lists(SAID, max_size=2)) if kind == "match" else []
    facts = {"competency": draw(CODES), "bloom": draw(LEVELS), "source": draw(st.sampled_from(["", "book"]))}
    return ItemDraft(type=kind, stem=draw(SAID), parts=tuple(parts), extras=tuple(extras), **facts)


@st.composite
def families(draw: st.DrawFn) -> FamilyDraft:
    """Of one right option in each scene, or of several in at least one."""
    count, has_several = draw(st.integers(3, len(ACTS))), draw(st.booleans())
    acts = [*(draw(SAID) for _ in range(count)), *[""] * (len(ACTS) - count)]
    stems = [
        StemDraft(
            draw(SAID),
            tuple(sorted(draw(st.sets(st.sampled_from(ACTS[:count]), min_size=1)))) if has_several else (ACTS[place],),
            draw(LEVELS),
            (*(draw(TEXTS) for _ in range(count)), *[""] * (len(ACTS) - count)),
        )
        for place in range(draw(st.integers(1, count)))
    ]
    return FamilyDraft(draw(CODES), "", draw(TEXTS), tuple(acts), tuple(stems))


@st.composite
def lessons(draw: st.DrawFn) -> LessonDraft:
    title = " ".join(draw(TEXTS).replace("#", "").split())
    objectives = tuple(draw(st.lists(SAID, max_size=3)))
    return LessonDraft(title, draw(st.sampled_from(["", "5", "soon"])), ("LCS.C3",), objectives, draw(TEXTS))


ITEMS, FAMILIES, LESSONS = items(), families(), lessons()
