"""Practice: one question at a time with its answer at once, missed ones first, never graded."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lti_tool.attempts.answering import Answer
from lti_tool.attempts.finding import list_own, rules_of
from lti_tool.attempts.practice import NoPractice, check_may_practise, missed_items, next_item, practice_bank
from lti_tool.attempts.submitting import Marked
from lti_tool.content.model import Item, Quiz
from lti_tool.db import db, utcnow
from lti_tool.learner.blueprint import bp
from lti_tool.learner.keeping import person_key
from lti_tool.learner.quiz import page as quiz_pages
from lti_tool.learner.quiz.form import changed_answers
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.course_terms import of_this_term
from lti_tool.placements.shown import Shown, shown
from lti_tool.quizzes.answers import ImpossibleAnswer
from lti_tool.quizzes.marking import mark
from lti_tool.quizzes.selection import DrawnItem, lay_out
from lti_tool.review.questions import ResultQuestion, result_question
from lti_tool.review.wording import in_language
from lti_tool.templating import in_words, page_language

ASKED = "asked"
PRACTICE_SEED = 0  # purposes differ by item, so one seed lays each one out in its own way


@bp.get("/practice")
def practice() -> ResponseReturnValue:
    """The next question to practise, or a word of praise when all were asked."""
    return _ask_next()


@bp.post("/practice")
def practice_answer() -> ResponseReturnValue:
    """What the answer was worth and why; it is not kept."""
    launch = current_launch()
    found, quiz = _practisable(launch)
    item_id, answer = next(iter(changed_answers(request.form)), ("", Answer(frozenset())))
    if item_id not in {item.id for item in quiz.items}:
        return _ask_next(_("Choose an answer first, then check it."))
    missed = missed_items(db.session(), launch, found.placement, quiz)
    asked, drawn = _asked(quiz), _lay_out(found, quiz.item(item_id))
    try:
        answered = result_question(len(asked) + 1, Marked(drawn, answer, mark(drawn.item, answer.tokens)))
    except ImpossibleAnswer as problem:
        typed = {item_id: (answer, in_words(problem))}
        question = quiz_pages.questions([drawn], {}, [1], typed)[0]
        return _page(found, quiz, asked, missed, question=question), problem.status
    return _page(found, quiz, list(dict.fromkeys([*asked, item_id])), missed, answered=answered)


def _ask_next(problem: str | None = None) -> str:
    launch = current_launch()
    found, quiz = _practisable(launch)
    missed = missed_items(db.session(), launch, found.placement, quiz)
    item = next_item(quiz, missed, _asked(quiz))
    if item is None:
        return _page(found, quiz, _asked(quiz), missed)
    typed = {item.id: (Answer(frozenset()), problem)} if problem else {}
    return _page(found, quiz, _asked(quiz), missed, quiz_pages.questions([_lay_out(found, item)], {}, [1], typed)[0])


def _page(
    found: Shown,
    quiz: Quiz,
    asked: list[str],
    missed: set[str],
    question: quiz_pages.Question | None = None,
    answered: ResultQuestion | None = None,
) -> str:
    return render_template(
        "learner/practice/practice.html",
        **_title(found),
        asked=asked,
        total=len(quiz.items),
        missed_left=len(missed.difference(asked)),
        question=question,
        was_missed=question is not None and question.item_id in missed,
        answered=answered,
        person_key=person_key(current_launch().user_id),
    )


def _practisable(launch: Launch) -> tuple[Shown, Quiz]:
    found = shown(launch)
    tries = of_this_term(found.placement, list_own(db.session(), launch, found.placement))
    rules = rules_of(db.session(), launch, found.placement, found.module)
    check_may_practise(found.module, rules, tries, utcnow())
    if found.module.quiz is None:
        raise NoPractice
    return found, practice_bank(found.module.quiz, tries, rules)


def _title(found: Shown) -> dict[str, str]:
    language = page_language()
    localised = found.localised(language)
    is_english = found.module.id in localised.fallen_back
    return {"title": localised.module.title, "title_language": "en" if is_english else language}


def _asked(quiz: Quiz) -> list[str]:
    """The items of this round, which the page itself remembers; ids that we don't know are dropped."""
    known = {item.id for item in quiz.items}
    return [item_id for item_id in dict.fromkeys(request.values.getlist(ASKED)) if item_id in known]


def _lay_out(found: Shown, item: Item) -> DrawnItem:
    """A question in an order of its own that stays the same while it is answered."""
    return in_language(catalogue(), found.module.id, [lay_out(item, PRACTICE_SEED)], page_language())[0]
