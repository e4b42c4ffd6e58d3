"""Rules on resources: nothing listed twice, said in words of our own, looked at within the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from lti_tool.content.checking.lint.reading import words
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.resource import ResourceInFile

MIN_WORDS = 5
MAX_AGE_DAYS = 365


def lint_resources(entries: Sequence[ResourceInFile], today: date) -> Iterator[Problem]:
    """Yield what is wrong with the entries as a reader meets them."""
    yield from _repeated(entries)
    for entry in entries:
        yield from _says_something(entry)
        yield from _was_looked_at(entry, today)


def _repeated(entries: Sequence[ResourceInFile]) -> Iterator[Problem]:
    seen: dict[object, str] = {}
    for entry in entries:
        title = (tuple(words(entry.resource.title)), tuple(words(entry.resource.who)))
        for path, key in ((("title",), title), (("url",), entry.resource.url)):
            if key is not None and key in seen:
                yield entry.problem("error", path, f"is listed already, as {seen[key]}", "keep one of them")
            seen.setdefault(key, entry.resource.id)


def _says_something(entry: ResourceInFile) -> Iterator[Problem]:
    if len(words(entry.resource.good_for)) < MIN_WORDS:
        remedy = "say in at least five words what a reader gains"
        yield entry.problem("error", ("good_for",), "good_for says too little", remedy)


def _was_looked_at(entry: ResourceInFile, today: date) -> Iterator[Problem]:
    age = (today - entry.resource.checked_on).days
    if age < 0:
        message = f"{entry.resource.checked_on} is still to come"
        yield entry.problem("error", ("checked_on",), message, "write the day on which somebody looked")
    elif age > MAX_AGE_DAYS:
        message = f"nobody has looked at it since {entry.resource.checked_on}"
        yield entry.problem("warning", ("checked_on",), message, "open it, mend the entry, and write the new date")
