"""Forms at the desk: what was typed, cleaned, and what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from lti_tool.text.plain_text import clean_text
from lti_tool.text.web_address import host_of

Form = MultiDict[str, str]
LONGEST = {"better_at": 1_000, "time_for_it": 1_000, "talk_at": 1_000, "text": 4_000, "url": 1_000, "note": 1_000}
LARGEST_COUNT = 9_999
COUNTS = ("counted_before", "counted_after", "counted_later")
AGREED = ("better_at", "time_for_it", "talk_at")
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class AgreementForm:
    """An agreement as it was typed."""

    texts: dict[str, str]
    is_shared: bool = False
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkForm:
    """A piece of work as it was typed."""

    text: str = ""
    url: str = ""
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CountForm:
    """Counts as they were typed; a `number` is None where its field is empty."""

    typed: dict[str, str]
    numbers: dict[str, int | None] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinesForm:
    """Three lines with what was chosen for each: yes, no, or nothing yet."""

    chosen: tuple[tuple[str, str], ...]
    note: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> list[list[str | bool]]:
        """Each line with whether it was met, or seen."""
        return [[line, choice == YES] for line, choice in self.chosen]


def read_agreement(form: Form) -> AgreementForm:
    """An agreement; each of its three parts may stay empty, but not all."""
    texts = {name: clean_text(form.get(name, "")) for name in AGREED}
    problems = _too_long(texts)
    if not any(texts.values()):
        problems["better_at"] = _("Write at least one thing, then save.")
    return AgreementForm(texts, bool(form.get("is_shared")), problems)


def read_work(form: Form) -> WorkForm:
    """A piece of work: text, a link, or both. The link is read, and nothing is fetched."""
    text, url = clean_text(form.get("text", "")), clean_text(form.get("url", ""))
    problems = _too_long({"text": text, "url": url})
    if not text and not url:
        problems["text"] = _("Paste your work here, or give a link to it.")
    if url and "url" not in problems and not host_of(url):
        problems["url"] = _(
            "Write a full address that starts with https:// or http://, without a name or password in it."
        )
    return WorkForm(text, url, problems)


def read_count(form: Form) -> CountForm:
    """Counts of a week; those not counted yet stay empty."""
    typed = {name: clean_text(form.get(name, ""))[:20] for name in COUNTS}
    problems = {
        name: _("Write a whole number from 0 to %(most)s, or leave it empty.", most=LARGEST_COUNT)
        for name, text in typed.items()
        if text and not _is_count(text)
    }
    numbers = {name: int(text) if text and name not in problems else None for name, text in typed.items()}
    return CountForm(typed, numbers, problems)


def read_lines(form: Form, lines: Sequence[str]) -> LinesForm:
    """What was chosen for each line, and a note; each line must have a choice."""
    chosen = tuple((line, form.get(f"line-{number}", "")) for number, line in enumerate(lines, start=1))
    note = clean_text(form.get("note", ""))
    problems = _too_long({"note": note})
    for number, (_line, choice) in enumerate(chosen, start=1):
        if choice not in (YES, NO):
            problems[f"line-{number}"] = _("Choose one of the two.")
    return LinesForm(chosen, note, problems)


def empty_lines(lines: Sequence[str]) -> LinesForm:
    """A form in which nothing was chosen."""
    return LinesForm(tuple((line, "") for line in lines))


def _too_long(texts: dict[str, str]) -> dict[str, str]:
    return {
        name: _("Keep this to %(most)s characters.", most=LONGEST[name])
        for name, text in texts.items()
        if len(text) > LONGEST[name]
    }


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) <= LARGEST_COUNT
