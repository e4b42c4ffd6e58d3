"""The three dates of a link and their sources, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_tool.errors import N_
from lti_tool.placements.dates import DATES, Dates, Source
from lti_tool.templating import translate

_LABELS = {"opens_at": N_("Opens"), "due_at": N_("Due"), "closes_at": N_("Closes")}
_SOURCES = {
    Source.PERSON: N_("set for this person"),
    Source.BRANCH: N_("set for the branch"),
    Source.LMS: N_("from your LMS"),
    Source.LINK: N_("set here"),
    Source.COURSE: N_("set for the course"),
}


def date_label(name: str) -> str:
    """What a date is called."""
    return translate(_LABELS[name])


@dataclass(frozen=True, slots=True)
class DateInWords:
    """A date that holds, or None where none does, with what it is and who says so."""

    name: str
    label: str
    at: datetime | None
    source: str


def dates_in_words(dates: Dates) -> list[DateInWords]:
    """Opens, due, closes."""
    return [
        DateInWords(
            name,
            date_label(name),
            getattr(dates, name),
            translate(_SOURCES[dates.sources[name]]) if name in dates.sources else "",
        )
        for name in DATES
    ]
