"""The grid in words: states, the lines of its file, and what an instructor might write to those who are behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo

from flask_babel import gettext as _
from flask_babel import ngettext

from lti_tool.delivery.telling.standing import Standing
from lti_tool.errors import N_
from lti_tool.instructor.grid.filter import State
from lti_tool.instructor.grid.links import Link
from lti_tool.instructor.grid.page import Cell, Done, Line
from lti_tool.instructor.grid.query import TROUBLE
from lti_tool.instructor.shared.delivery_words import STANDING_WORDS
from lti_tool.instructor.shared.moments import for_spreadsheet, in_zone
from lti_tool.templating import format_datetime, translate

STATE_WORDS = {
    State.ALL: N_("Everybody"),
    State.NOT_STARTED: N_("Started nothing"),
    State.UNFINISHED: N_("Something is not finished"),
    State.FINISHED: N_("Everything is finished"),
    State.BEHIND: N_("Behind: something was due and is not finished"),
    State.LATE: N_("Handed something in late"),
    State.NOT_DELIVERED: N_("A grade was not delivered"),
    State.LEFT: N_("No longer in the course"),
}
DONE_WORDS = {
    Done.NOT_STARTED: N_("Not started"),
    Done.BEGUN: N_("Started"),
    Done.NOT_PASSED: N_("Handed in, not passed"),
    Done.FINISHED: N_("Finished"),
}


def done_words(cell: Cell) -> str:
    """How far somebody is at a link; a quiz is passed, lessons are finished."""
    if cell.done == Done.FINISHED and cell.link.has_quiz and not cell.link.is_asked_only:
        return _("Passed")
    return translate(DONE_WORDS[cell.done])


def standing_words(cell: Cell) -> str:
    """Where the grade is."""
    if cell.standing != Standing.NOT_SENT:
        return translate(STANDING_WORDS[cell.standing])
    return _("Nothing to send yet") if cell.link.is_graded else _("Not graded")


def late_words(cell: Cell, now: datetime) -> str:
    """Whether it was handed in late, or is overdue; nothing where neither holds."""
    if cell.is_late:
        return _("Handed in late")
    return _("Overdue") if cell.is_overdue(now) else ""


def line_words(line: Line, now: datetime) -> Iterator[tuple[str, str, str]]:
    """How somebody stands with all that is shown, for who sees no modules: words with the kind and glyph of a tag."""
    begun = [cell for cell in line.cells if cell.done != Done.NOT_STARTED]
    if line.finished == len(line.cells):
        yield translate(STATE_WORDS[State.FINISHED]), "good", "check"
    else:
        yield translate(DONE_WORDS[Done.BEGUN if begun else Done.NOT_STARTED]), "", "partly" if begun else "info"
    if overdue := sum(cell.is_overdue(now) for cell in line.cells):
        yield ngettext("%(num)d overdue", "%(num)d overdue", overdue), "warn", "clock"
    if any(cell.standing in TROUBLE for cell in line.cells):
        yield translate(STATE_WORDS[State.NOT_DELIVERED]), "bad", "alert"


def csv_rows(lines: Iterable[Line], zone: tzinfo, now: datetime) -> Iterator[Sequence[object]]:
    """The head of the file and a line for each person and link; moments are written as spreadsheets read them."""
    yield [
        _("Name"),
        _("Email"),
        _("Id in your LMS"),
        _("Branch"),
        _("In the course"),
        in_zone(_("Last visit"), zone),
        _("Module"),
        _("Progress"),
        _("Lessons done"),
        _("Lessons"),
        _("Attempts"),
        _("Score that counts, percent"),
        in_zone(_("Due"), zone),
        in_zone(_("First handed in"), zone),
        _("Late"),
        _("Training hours, once finished"),
        _("Hours in the quiz"),
        _("Grade, percent"),
        _("Gradebook"),
        in_zone(_("Certificate"), zone),
    ]
    words = Words(now)
    for line in lines:
        person = line.person
        who = [
            person.name,
            person.email,
            person.id_on_platform,
            person.branch or "",
            _("yes") if person.is_active else _("no"),
            for_spreadsheet(person.last_seen_at, zone),
        ]
        for cell in line.cells:
            yield [*who, *_cells(cell, zone, words)]


class Words:
    """Each kind of word is looked up once for a page or a file, not once for each cell."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._done: dict[tuple[int, Done], str] = {}
        self._standing: dict[tuple[bool, Standing], str] = {}
        self._late: dict[tuple[bool, bool], str] = {}

    def done(self, cell: Cell) -> str:
        """As `done_words`."""
        key = cell.link.id, cell.done
        return self._done.get(key) or self._done.setdefault(key, done_words(cell))

    def standing(self, cell: Cell) -> str:
        """As `standing_words`."""
        key = cell.link.is_graded, cell.standing
        return self._standing.get(key) or self._standing.setdefault(key, standing_words(cell))

    def late(self, cell: Cell) -> str:
        """As `late_words`."""
        key = cell.is_late, cell.is_overdue(self._now)
        if key not in self._late:
            self._late[key] = late_words(cell, self._now)
        return self._late[key]


def _cells(cell: Cell, zone: tzinfo, words: Words) -> list[object]:
    link = cell.link
    return [
        link.title,
        words.done(cell),
        cell.lessons_done,
        link.lessons,
        cell.attempts,
        _percent(cell.score_share),
        for_spreadsheet(cell.due_at, zone),
        for_spreadsheet(cell.hand_in.at if cell.hand_in else None, zone),
        words.late(cell),
        round(link.minutes / 60, 2) if cell.done == Done.FINISHED else "",
        round(cell.seconds / 3600, 2),
        _percent(cell.grade_share),
        words.standing(cell),
        for_spreadsheet(cell.certified_at, zone),
    ]


def _percent(share: float | None) -> object:
    return "" if share is None else round(share * 100, 2)


def reminder(links: Sequence[Link], zone: tzinfo, now: datetime) -> str:
    """A suggested message to those who are behind; nobody sends it but the instructor, in the LMS."""
    due = [(each.title, each.due_at) for each in links if each.due_at and each.due_at < now]
    listed = [
        _("“%(module)s” was due %(moment)s.", module=title, moment=format_datetime(at, zone)) for title, at in due
    ]
    return " ".join(
        [
            _("Hello! Something in our course was due and is not finished yet."),
            *listed,
            _("You can stop after any lesson and continue later; what you did is kept."),
        ]
    )
