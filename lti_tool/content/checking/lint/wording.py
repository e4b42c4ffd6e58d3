"""Rules on wording: a clear question, no hidden negative, respect, nobody's real address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lti_tool.content.checking.lint.finding import Finding, all_texts
from lti_tool.content.checking.lint.reading import last_sentence, plain, without_bold, without_quotations
from lti_tool.content.model.items.choice import ChoiceItem
from lti_tool.content.model.items.item import Item

_NEGATIVE = re.compile(r"\b(not|except|never)\b", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\b(always|never|only)\b", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+)"
    r"|(?P<phone>\+\d[\d .()-]{6,}\d|(?<!\d)(\(?\d{3}\)?[-. ])?\d{3}[-. ]\d{4}(?!\d))",
)
_LABEL = re.compile(
    r"\b((problem|difficult|nightmare) (patron|customer|user|visitor|people|person|parent|kid|teen)s?"
    r"|the (homeless|mentally ill)(?! (man|woman|men|women|person|people|patron|shelter))"
    r"|frequent flyers?|trouble-?makers?|non-?compliant|vagrants?|bums?|junkies?|druggies?|crazy|lunatics?"
    r"|psychos?|weirdos?|creeps?|illegals|those people)\b",
    re.IGNORECASE,
)


def stem_ends_with_a_question(item: Item) -> Iterator[Finding]:
    """A stem that asks can be answered before the options are read."""
    if not last_sentence(plain(item.stem)).rstrip("\"'\u201d\u2019)] ").endswith("?"):
        yield Finding("error", ("stem",), "the last sentence is not a question", "end the stem with one question")


def negatives_in_the_question_are_bold(item: Item) -> Iterator[Finding]:
    """A reader misses a plain `not`. Only the final sentence counts, and speech quoted in it does not."""
    found = _NEGATIVE.search(without_quotations(without_bold(last_sentence(item.stem))))
    if found:
        word = found.group()
        yield Finding(
            "error",
            ("stem",),
            f'"{word}" is easily missed',
            f"write **{word}**, or ask it the other way round",
        )


def no_contact_data(item: Item) -> Iterator[Finding]:
    """An address or a number that looks real may be somebody's."""
    for path, text in all_texts(item):
        if message := contact_data(text):
            yield Finding("error", path, message, "take it out")


def no_absolutes_in_options(item: ChoiceItem) -> Iterator[Finding]:
    """Seasoned test takers strike out options that say always, never or only."""
    for index, option in enumerate(item.options):
        found = _ABSOLUTE.search(option.text)
        if found:
            message = f'"{found.group()}" gives an option away'
            yield Finding("warning", ("options", index, "text"), message, "say it without the absolute word")


def no_negative_labels(item: Item) -> Iterator[Finding]:
    """We describe what somebody does, and call nobody names, in items as at the desk."""
    for path, text in all_texts(item):
        if message := negative_label(text):
            yield Finding("warning", path, message, "describe what the person does")


def contact_data(text: str) -> str | None:
    """Say what in a text looks like an e-mail address or a phone number; None when nothing does."""
    found = _CONTACT.search(text)
    if found is None:
        return None
    kind = "an e-mail address" if found.group("mail") else "a phone number"
    return f"{found.group()} looks like {kind}"


def negative_label(text: str) -> str | None:
    """Say what in a text labels a person; None when nothing does."""
    found = _LABEL.search(plain(text))
    return f'"{found.group()}" labels a person' if found else None
