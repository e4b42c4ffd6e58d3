"""The results in words: states, the columns of the file, and what an instructor might write to those who lag behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo

from flask_babel import gettext as _
from flask_babel import ngettext

from lti_tool.content.model.module import Module
from lti_tool.errors import N_
from lti_tool.instructor.results.filter import State
from lti_tool.instructor.results.page import ResultRow
from lti_tool.instructor.shared.late_words import hand_in_cells, hand_in_head
from lti_tool.instructor.shared.moments import for_spreadsheet, in_zone
from lti_tool.placements.dates import Dates
from lti_tool.templating import format_said, translate

STATE_WORDS = {
    State.ALL: N_("Everybody"),
    State.NOT_STARTED: N_("Not started"),
    State.BEGUN: N_("Started, nothing handed in"),
    State.NOT_PASSED: N_("Handed in, not passed"),
    State.PASSED: N_("Passed"),
    State.NOT_DELIVERED: N_("Grade not delivered"),
    State.LEFT: N_("No longer in the course"),
}


def state_words(counts: dict[State, int]) -> list[tuple[State, str, int]]:
    """Each state with its words and how many are in it, for a list to choose from."""
    return [(state, translate(words), counts[state]) for state, words in STATE_WORDS.items()]


def csv_rows(rows: Iterable[ResultRow], lessons_total: int, zone: tzinfo) -> Iterator[list[object]]:
    """The head of the file, which names the time zone of its moments, and a line for each learner."""
    yield [
        _("Name"),
        _("Email"),
        _("Id in your LMS"),
        _("Branch"),
        _("In the course"),
        in_zone(_("Last visit"), zone),
        _("Lessons done"),
        _("Lessons"),
        _("Attempts"),
        _("Score that counts, percent"),
        _("Passed"),
        _("Minutes in the quiz"),
        _("Grade"),
        _("Gradebook"),
        _("Reason"),
        *hand_in_head(zone),
    ]
    said = {True: _("yes"), False: _("no")}
    late = _("Handed in late")
    for row in rows:
        yield [*_cells(row, lessons_total, zone, said), *hand_in_cells(row.hand_in, zone, late)]


def _cells(row: ResultRow, lessons_total: int, zone: tzinfo, said: Mapping[bool, str]) -> list[object]:
    seen_at, percent = row.membership.last_seen_at, row.progress.percent
    return [
        row.user.name,
        row.user.email,
        row.user.id_on_platform,
        row.branch,
        said[row.membership.is_active],
        for_spreadsheet(seen_at, zone),
        row.progress.lessons_done,
        lessons_total,
        row.progress.attempts,
        "" if percent is None else percent,
        said[row.progress.passed] if row.progress.submitted else "",
        round(row.progress.seconds / 60, 1),
        round(row.mark.share * 100, 2) if row.mark.share is not None else "",
        row.mark.words,
        row.mark.reason,
    ]


def nudges(module: Module, dates: Dates) -> list[tuple[str, str]]:
    """Suggested messages, each with a title; nobody sends them but the instructor, in the LMS."""
    due_at = dates.due_at or dates.closes_at
    minutes = ngettext("It takes about %(num)d minute.", "It takes about %(num)d minutes.", module.minutes)
    until = _("Please finish by %(moment)s.", moment=format_said(due_at)) if due_at else ""
    start = _("Hello! “%(module)s” is waiting for you in our course.", module=module.title)
    ease = _("You can stop after any lesson and continue later; what you did is kept.")
    found = [(_("For those who have not started"), _join(start, minutes, until, ease))]
    if module.quiz and module.kind != "preassessment":
        again = _("Hello! You have come far with “%(module)s”; its quiz is not passed yet.", module=module.title)
        how = _(
            "Your result shows which lesson to read again, and you can practice what you missed before you try again."
        )
        found.append((_("For those who have not passed"), _join(again, how, until)))
    return found


def _join(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
