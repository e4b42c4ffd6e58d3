"""Rules on reading level: how hard it is to read what a learner reads before answering.

English: the Flesch-Kincaid grade, 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid and others, 1975,
https://apps.dtic.mil/sti/citations/ADA006655). Spanish: the INFLESZ scale (Szigriszt 1993, Barrio 2008), 206.835 -
62.3 syllables per word - words per sentence; 55 to 65 is normal, below 55 hard. A grade is good to about a year,
so these are warnings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import mean

from lti_tool.content.checking.lint.finding import Finding, parts_of
from lti_tool.content.checking.lint.reading import plain, sentences, words
from lti_tool.content.checking.lint.syllables import english_syllables, spanish_syllables
from lti_tool.content.model.items.item import Item

MAX_ITEM_GRADE = 10
MAX_BANK_GRADE = 8
MIN_EASE = 55
MIN_WORDS = 100


def item_is_readable(item: Item) -> Iterator[Finding]:
    """Warn above the tenth grade: a question tests service, not reading."""
    grade = reading_grade(read_before_answering(item))
    if grade > MAX_ITEM_GRADE:
        message = f"it reads at about grade {grade:.0f}"
        yield Finding("warning", ("stem",), message, "write shorter sentences and words, for grade 10 or below")


def bank_is_readable(items: Sequence[Item]) -> Iterator[Finding]:
    """Warn when the items' grades are above the eighth on average."""
    grade = mean_grade(items)
    if grade > MAX_BANK_GRADE:
        message = f"the items read at about grade {grade:.0f} on average"
        yield Finding("warning", (), message, "write shorter sentences and words, for grade 8 or below")


def mean_grade(items: Sequence[Item]) -> float:
    """Return the items' grade on average; 0 for no items."""
    return mean(reading_grade(read_before_answering(item)) for item in items) if items else 0.0


def reading_grade(texts: Sequence[str]) -> float:
    """Return the Flesch-Kincaid grade of some English texts together; each ends a sentence."""
    per_sentence, per_word = _averages(texts, english_syllables)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59 if per_sentence else 0.0


def reading_ease_in_spanish(texts: Sequence[str]) -> float:
    """Return the INFLESZ ease of some Spanish texts together: the higher, the easier."""
    per_sentence, per_word = _averages(texts, spanish_syllables)
    return 206.835 - 62.3 * per_word - per_sentence if per_sentence else 100.0


def is_long_enough(texts: Sequence[str]) -> bool:
    """Say whether there are words enough for a level to mean something."""
    return sum(len(words(text)) for text in texts) >= MIN_WORDS


def read_before_answering(item: Item) -> list[str]:
    """Return the stem and what can be chosen."""
    return [item.stem, *(part.text for part in parts_of(item))]


def _averages(texts: Sequence[str], count: Callable[[str], int]) -> tuple[float, float]:
    told = [part for text in texts for part in sentences(plain(text)) if words(part)]
    said = [word for part in told for word in words(part)]
    return (len(said) / len(told), sum(map(count, said)) / len(said)) if said else (0.0, 0.0)
