"""Rules on prose that items and activities have too: nobody's real address, nobody called names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lti_tool.content.checking.lint.prose import Mark, paragraphs
from lti_tool.content.checking.lint.reading import without_quotations
from lti_tool.content.checking.lint.wording import contact_data, negative_label
from lti_tool.content.source.text.blocks import ProseText


def no_contact_data_in_prose(texts: Sequence[ProseText]) -> Iterator[Mark]:
    """An address or a number that looks real may be somebody's."""
    for line, said in paragraphs(texts):
        if message := contact_data(said):
            yield Mark("error", line, message, "take it out")


def no_negative_labels_in_prose(texts: Sequence[ProseText]) -> Iterator[Mark]:
    """We describe what somebody does, and call nobody names; a quotation may show how it is not done."""
    for line, said in paragraphs(texts):
        if message := negative_label(without_quotations(said)):
            yield Mark("warning", line, message, "describe what the person does")
