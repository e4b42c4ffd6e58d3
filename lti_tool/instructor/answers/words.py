"""The lines of the file of answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from functools import lru_cache

from flask_babel import gettext as _

from lti_tool.attempts.submitting import ClosedBy, Marked
from lti_tool.content.markdown import plain_words
from lti_tool.content.model import Item
from lti_tool.errors import N_
from lti_tool.instructor.answers.page import HandedIn
from lti_tool.instructor.shared.answer_words import in_order, token_words
from lti_tool.instructor.shared.moments import for_spreadsheet, in_zone
from lti_tool.quizzes import full_answer
from lti_tool.templating import translate

SURE = {1: N_("Guessing"), 2: N_("Fairly sure"), 3: N_("Certain")}
CLOSED_BY = {
    ClosedBy.LEARNER: N_("by the learner"),
    ClosedBy.LATE: N_("by the learner, after the time was up"),
    ClosedBy.SWEEP: N_("by itself, when the time was up"),
}
VERDICTS = {"right": N_("Right"), "partly": N_("Partly right"), "wrong": N_("Not right")}
_plain = lru_cache(maxsize=8_192)(plain_words)


def csv_rows(found: Iterable[HandedIn], zone: tzinfo) -> Iterator[Sequence[object]]:
    """The head of the file and a line for each answer; moments are written as spreadsheets read them."""
    yield [
        _("Name"),
        _("Email"),
        _("Id in your LMS"),
        _("Branch"),
        _("In the course"),
        _("Module"),
        _("Attempt"),
        in_zone(_("Started"), zone),
        in_zone(_("Handed in"), zone),
        in_zone(_("Due"), zone),
        _("Late"),
        _("How it was handed in"),
        _("Points of the attempt"),
        _("Possible points of the attempt"),
        _("Question"),
        _("Id of the question"),
        _("Version"),
        _("What was answered"),
        _("What is right"),
        _("Mark"),
        _("Points"),
        _("Possible points"),
        _("How sure"),
    ]
    for each in found:
        head = _head(each, zone)
        for answer in each.answers:
            yield [*head, *_answer(answer)]


def _head(each: HandedIn, zone: tzinfo) -> list[object]:
    person, attempt = each.person, each.attempt
    return [
        person.name,
        person.email,
        person.id_on_platform,
        person.branch or "",
        _("yes") if person.is_active else _("no"),
        attempt.module_title,
        attempt.number,
        for_spreadsheet(attempt.started_at, zone),
        for_spreadsheet(each.hand_in.at, zone),
        for_spreadsheet(each.hand_in.due_at, zone),
        _("yes") if each.hand_in.is_late else _("no"),
        translate(CLOSED_BY[ClosedBy(attempt.closed_by)]) if attempt.closed_by in list(ClosedBy) else attempt.closed_by,
        attempt.points,
        attempt.points_possible,
    ]


def _answer(marked: Marked) -> list[object]:
    item, tokens = marked.drawn.item, marked.answer.tokens
    return [
        _plain(item.stem),
        item.id,
        item.version,
        _in_words(item, tokens),
        _in_words(item, full_answer(item)),
        _verdict(marked),
        round(float(marked.mark.points), 4),
        round(float(marked.mark.points_possible), 4),
        translate(SURE[marked.answer.sure]) if marked.answer.sure in SURE else "",
    ]


def _verdict(marked: Marked) -> str:
    if marked.ruling.is_dropped:
        return _("Dropped: it does not count")
    if not marked.answer.tokens:
        return _("No answer")
    return translate(VERDICTS[marked.mark.verdict])


def _in_words(item: Item, tokens: Iterable[str]) -> str:
    return " | ".join(_plain(token_words(item, token)) for token in in_order(item, frozenset(tokens)))
