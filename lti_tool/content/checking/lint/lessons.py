"""Rules on a whole lesson: of a length for one sitting, plain to read, with room for the reader's own library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lti_tool.content.checking.lint.prose import Mark, prose_of, tokens
from lti_tool.content.checking.lint.reading_level import MAX_BANK_GRADE, is_long_enough, reading_grade
from lti_tool.content.checking.walks import measure_walk
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.words_to_say import line_to_say
from lti_tool.content.source.text.blocks import ProseText

SITTING = (6, 10)
STEP_WORDS = 200
_OWN_LIBRARY = re.compile(r"\b(at|in) your (own )?(library|branch)\b", re.IGNORECASE)


def has_a_slot_for_local_policy(texts: Sequence[ProseText]) -> Iterator[Mark]:
    """Rules differ between libraries: each lesson sends its reader to their own."""
    headings = (token.content for _, token in tokens(texts) if token.type == "inline" and token.level == 1)
    if not any(_OWN_LIBRARY.search(heading) for heading in headings):
        line = texts[-1].line if texts else 1
        remedy = 'add a heading "## At your library" and what to look up there'
        yield Mark("warning", line, "there is no place for the reader's own rules", remedy)


def gives_a_line_to_say(lesson: Lesson, line: int) -> Iterator[Mark]:
    """The module's card to carry has one line of each lesson."""
    if not line_to_say(lesson.prose):
        remedy = 'add a quote for the card of words to say, such as > "I can do that by four."'
        yield Mark("warning", line, "the lesson gives no line to say", remedy)


def walks_in_steps(lesson: Lesson, line: int) -> Iterator[Mark]:
    """A step is about one phone screen: somebody reads it between two people at the desk."""
    walk = measure_walk(lesson)
    if walk.steps == 1 and walk.words > STEP_WORDS:
        yield Mark("warning", line, "the lesson has no steps", 'begin each with a heading of two marks, "## Like this"')
    elif walk.longest_step > STEP_WORDS:
        message = f"a step has {walk.longest_step} words to read"
        yield Mark("warning", line, message, f"cut it, or begin another step, at {STEP_WORDS} or fewer")


def prose_is_readable(texts: Sequence[ProseText]) -> Iterator[Mark]:
    """Warn above the eighth grade: tired people read this between two shifts at the desk."""
    said = prose_of(texts)
    grade = reading_grade(said)
    if grade > MAX_BANK_GRADE and is_long_enough(said):
        line = texts[0].line if texts else 1
        message = f"the lesson reads at about grade {grade:.0f}"
        yield Mark("warning", line, message, f"write shorter sentences and words, for grade {MAX_BANK_GRADE} or below")


def fits_a_sitting(minutes: int, line: int) -> Iterator[Mark]:
    """People learn between two hours at the desk."""
    if not SITTING[0] <= minutes <= SITTING[1]:
        message = f"the lesson takes {minutes} minutes"
        yield Mark("warning", line, message, "split or join lessons, so that each takes six to ten")
