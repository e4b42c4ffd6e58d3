"""Practice: one question at a time with its answer at once, missed ones first, never graded."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.attempts.answering import Answer
from lti_tool.attempts.finding import list_own, rules_of
from lti_tool.attempts.practice import missed_items, next_item
from lti_tool.attempts.rules import is_key_shown
from lti_tool.content.schema import Item, MatchItem, Quiz
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.learner import quiz_pages, result_pages
from lti_tool.learner.blueprint import bp
from lti_tool.learner.quiz_form import changed_answers
from lti_tool.learner.wording import in_language
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.shown import Shown, shown
from lti_tool.quizzes.selection import DrawnItem
from lti_tool.quizzes.shuffling import shuffled
from lti_tool.templating import page_language

ASKED = "asked"


class NoPractice(NotFound):
    """Practice would show answers that are still held back, or there is nothing to practise."""

    message = N_("Practice opens after your first attempt, once its answers are shown.")
    advice = N_("Go back to the module.")


@bp.get("/practice")
def practice() -> ResponseReturnValue:
    """The next question to practise, or a word of praise when all were asked."""
    launch = current_launch()
    found, quiz = _practisable(launch)
    asked = _asked(quiz)
    missed = missed_items(db.session(), launch, found.placement)
    item = next_item(quiz, missed, asked)
    return render_template(
        "learner/practice.html",
        title=found.module.title,
        asked=asked,
        total=len(quiz.items),
        missed_left=len(missed - set(asked)),
        question=quiz_pages.questions([_lay_out(found, item)], {}, [1])[0] if item else None,
        was_missed=item is not None and item.id in missed,
        answered=None,
    )


@bp.post("/practice")
def practice_answer() -> ResponseReturnValue:
    """What the answer was worth and why; it is not kept."""
    launch = current_launch()
    found, quiz = _practisable(launch)
    item_id, answer = next(iter(changed_answers(request.form)), ("", Answer(frozenset())))
    if item_id not in {item.id for item in quiz.items}:
        return practice()
    asked = [*_asked(quiz), item_id]
    return render_template(
        "learner/practice.html",
        title=found.module.title,
        asked=asked,
        total=len(quiz.items),
        missed_left=len(missed_items(db.session(), launch, found.placement) - set(asked)),
        question=None,
        was_missed=False,
        answered=result_pages.result_question(len(asked), _lay_out(found, quiz.item(item_id)), answer),
    )


def _practisable(launch: Launch) -> tuple[Shown, Quiz]:
    found = shown(launch)
    tries = list_own(db.session(), launch, found.placement)
    rules = rules_of(db.session(), launch, found.placement, found.module)
    is_open = any(attempt.submitted_at is None for attempt in tries)
    if found.module.quiz is None or found.module.kind != "module" or not tries or is_open:
        raise NoPractice
    if not is_key_shown(rules, tries, utcnow()):
        raise NoPractice
    return found, found.module.quiz


def _asked(quiz: Quiz) -> list[str]:
    """The items of this round, which the page itself remembers; ids that we don't know are dropped."""
    known = {item.id for item in quiz.items}
    return [item_id for item_id in dict.fromkeys(request.values.getlist(ASKED)) if item_id in known]


def _lay_out(found: Shown, item: Item) -> DrawnItem:
    """A question in an order of its own that stays the same while it is answered."""
    seed = sum(map(ord, item.id))
    targets = tuple(shuffled(item.target_ids, seed, "targets")) if isinstance(item, MatchItem) else ()
    drawn = DrawnItem(item, tuple(shuffled(item.part_ids, seed, "options")), targets)
    return in_language(catalogue(), found.module.id, [drawn], page_language())[0]
