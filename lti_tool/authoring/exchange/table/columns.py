"""The columns of a table of questions, in the order in which we write them; files may have them in any order."""

from __future__ import annotations

from lti_tool.authoring.item_draft import LETTERS

TYPE, FAMILY, QUESTION, RIGHT, WORST = "type", "family", "question", "right", "worst"
SKILL, LEVEL, LESSON, SOURCE, POLICY = "skill", "level", "lesson", "source", "policy"
OPTIONS = tuple(f"option {letter}" for letter in LETTERS)
FEEDBACKS = tuple(f"feedback {letter}" for letter in LETTERS)
MATCHES = tuple(f"match {letter}" for letter in LETTERS)
EXTRAS = ("extra 1", "extra 2")
COLUMNS = (
    *(TYPE, FAMILY, QUESTION, RIGHT, WORST),
    *(column for each in zip(OPTIONS, MATCHES, FEEDBACKS, strict=True) for column in each),
    *(*EXTRAS, SKILL, LEVEL, LESSON, SOURCE, POLICY),
)
NEEDED = (QUESTION, OPTIONS[0], OPTIONS[1])
FAMILY_TYPE = "family"
