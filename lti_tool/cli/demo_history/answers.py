"""What people in the demo answer: quizzes rightly or wrongly, and activities with what their forms take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from lti_tool.activities.outcome import Form
from lti_tool.content.model import Item
from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.activities.survey import Survey, SurveyField
from lti_tool.quizzes import full_answer

OWN_WORDS = "“Here is what we can do today. Shall we start with that?”"
NOTE_TO_SELF = "I will try this on my next desk shift, and tell Kwame how it went."
SAID = {  # what short and long questions of surveys get, by who answers
    "short": (
        "A visitor without an address could not get a card.",
        "The print station was down, and nobody could be paid back.",
        "Somebody needed a quiet place to call a doctor.",
        "A parent wanted to borrow on their child’s card.",
    ),
    "long": (
        "A card for the printers that anybody on shift may hand out. The people in the line would notice it first.",
        "One page at the desk that says what we may decide. New colleagues would notice.",
        "A room that can be had for ten minutes without a booking.",
    ),
}


def answer_to(item: Item, options: Sequence[str], *, is_right: bool) -> frozenset[str]:
    """The full answer, or none of the right ones; what is more than a choice is left empty instead."""
    right = frozenset(full_answer(item))
    if is_right:
        return right
    wrong = [option for option in options if option not in right]
    return frozenset(wrong[:1]) if item.type in ("single", "multi") else frozenset()


def steps_through(activity: Activity, turn: int) -> Iterable[Form]:
    """The forms that somebody sends who does all of an activity, one after the other."""
    return _FORMS[activity.kind](activity, turn)


def _places(spot: Any, _turn: int) -> Iterable[Form]:
    return [{"place": [each.id]} for each in spot.places]


def _way(scenario: Any, _turn: int) -> Iterable[Form]:
    return [{"node": [node], "choice": [str(index)]} for node, index in scenario.best_path]


def _heaps(sort: Any, _turn: int) -> Iterable[Form]:
    return [{f"entry-{each.id}": [each.category] for each in sort.entries}]


def _levels(assessment: Any, turn: int) -> Iterable[Form]:
    return [{f"statement-{each.id}": [str(1 + (turn + n) % 3)] for n, each in enumerate(assessment.statements)}]


def _survey(survey: Survey, turn: int) -> Iterable[Form]:
    return [{f"field-{each.id}": _reply(each, turn + number) for number, each in enumerate(survey.fields)}]


def _reply(field: SurveyField, turn: int) -> list[str]:
    if not field.has_options:
        said = SAID[field.type]
        return [said[turn % len(said)]]
    ids = [option.id for option in field.options]
    shared, own = ids[len(ids) // 2], ids[turn % len(ids)]  # many name the same, so that counts say something
    if field.type == "multi":
        return [each for each in ids if each in (shared, own)]
    return [own if turn % 3 == 0 else shared]


_FORMS: dict[str, Callable[[Any, int], Iterable[Form]]] = {
    "checklist": lambda checklist, _turn: [{"pick": [each.id for each in checklist.entries[:3]]}],
    "moment": lambda moment, turn: [{"choice": [str(turn % len(moment.choices))]}],
    "reflection": lambda _reflection, _turn: [{"words": [NOTE_TO_SELF]}],
    "reveal": lambda _reveal, _turn: [{"do": ["open"]}],
    "rewrite": lambda _rewrite, _turn: [{"words": [OWN_WORDS]}],
    "scenario": _way,
    "self_assessment": _levels,
    "sort": _heaps,
    "spot": _places,
    "survey": _survey,
}
