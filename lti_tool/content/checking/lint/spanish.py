"""Rules on how hard Spanish is to read: the grades that English goes by mean nothing there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lti_tool.content.checking.lint.finding import Finding
from lti_tool.content.checking.lint.prose import Mark, prose_of
from lti_tool.content.checking.lint.reading_level import MIN_EASE, is_long_enough, reading_ease_in_spanish
from lti_tool.content.model.wording.translation import ItemWording
from lti_tool.content.source.text.blocks import ProseText

_REMEDY = f"write shorter sentences and words, for an ease of {MIN_EASE} or more"


def item_is_readable_in_spanish(wording: ItemWording) -> Iterator[Finding]:
    """Warn below INFLESZ's normal range: a question tests service, not reading."""
    parts = [*wording.options.values(), *wording.steps, *wording.pairs.values()]
    ease = reading_ease_in_spanish([wording.stem, *(part.text for part in parts)])
    if ease < MIN_EASE:
        yield Finding("warning", ("stem",), f"its ease of reading is {ease:.0f}", _REMEDY)


def prose_is_readable_in_spanish(texts: Sequence[ProseText]) -> Iterator[Mark]:
    """Warn below INFLESZ's normal range."""
    said = prose_of(texts)
    ease = reading_ease_in_spanish(said)
    if ease < MIN_EASE and is_long_enough(said):
        yield Mark("warning", texts[0].line if texts else 1, f"the lesson's ease of reading is {ease:.0f}", _REMEDY)
