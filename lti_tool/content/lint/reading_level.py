"""A rule on reading level: the Flesch-Kincaid grade of what a learner reads before answering.

Grade = 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid and others, 1975,
https://apps.dtic.mil/sti/citations/ADA006655). Syllables are counted by groups of vowels, so a grade is a guess
that is good to about one year: these are warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import mean

from lti_tool.content.lint.finding import Finding, parts_of
from lti_tool.content.lint.reading import plain, sentences, words
from lti_tool.content.schema.item import Item

MAX_ITEM_GRADE = 10
MAX_BANK_GRADE = 8
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouydt])ed$|(?<=[^aeiouysxzcg])es$")


def item_is_readable(item: Item) -> Iterator[Finding]:
    """Warn above the tenth grade: a question tests service, not reading."""
    grade = reading_grade(_read_before_answering(item))
    if grade > MAX_ITEM_GRADE:
        message = f"it reads at about grade {grade:.0f}"
        yield Finding("warning", ("stem",), message, "write shorter sentences and words, for grade 10 or below")


def bank_is_readable(items: Sequence[Item]) -> Iterator[Finding]:
    """Warn when the items' grades are above the eighth on average."""
    grade = mean(reading_grade(_read_before_answering(item)) for item in items) if items else 0
    if grade > MAX_BANK_GRADE:
        message = f"the items read at about grade {grade:.0f} on average"
        yield Finding("warning", (), message, "write shorter sentences and words, for grade 8 or below")


def reading_grade(texts: Sequence[str]) -> float:
    """Return the Flesch-Kincaid grade of some texts together; each ends a sentence."""
    told = [part for text in texts for part in sentences(plain(text)) if words(part)]
    said = [word for part in told for word in words(part)]
    if not said:
        return 0.0
    return 0.39 * len(said) / len(told) + 11.8 * sum(map(syllables, said)) / len(said) - 15.59


def syllables(word: str) -> int:
    """Return about how many syllables an English word has, one at least."""
    return max(1, len(_VOWELS.findall(_SILENT_END.sub("", word.lower()))))


def _read_before_answering(item: Item) -> list[str]:
    return [item.stem, *(part.text for part in parts_of(item))]
