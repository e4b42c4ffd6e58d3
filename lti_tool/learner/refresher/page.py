"""What the refresher's page shows: one question, or what its answer was worth, or how the round went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from lti_tool.attempts.answering import Answer
from lti_tool.attempts.models import RefresherQuestion
from lti_tool.learner.quiz import page as quiz_pages
from lti_tool.placements.catalogue import catalogue
from lti_tool.quizzes.selection import DrawnItem
from lti_tool.refreshing.finished import ALL_POINTS
from lti_tool.refreshing.rounds import drawn_of, marked_of
from lti_tool.review.questions import ResultQuestion, result_question
from lti_tool.review.wording import in_language
from lti_tool.templating import page_language


@dataclass(frozen=True, slots=True)
class Origin:
    """The module that a question is from: its title, and the title's language."""

    title: str
    language: str


def asked(
    session: Session, question: RefresherQuestion, typed: tuple[Answer, str] | None = None
) -> quiz_pages.Question:
    """A question as fields to fill in; `typed` is an answer that could not be taken, and why."""
    drawn = _worded(question, drawn_of(session, question))
    refused = {question.item_id: typed} if typed else {}
    [found] = quiz_pages.questions([drawn], {}, [1], refused)
    return replace(found, number=question.number)


def looked_back_at(session: Session, question: RefresherQuestion) -> ResultQuestion:
    """An answered question with what each answer teaches."""
    marked = marked_of(session, question)
    return result_question(question.number, replace(marked, drawn=_worded(question, marked.drawn)))


def origin_of(question: RefresherQuestion) -> Origin:
    """The module that a question is from."""
    language = page_language()
    if catalogue().module(question.module_id) is None:
        return Origin(question.module_id, "en")
    localised = catalogue().localised(question.module_id, language)
    is_english = question.module_id in localised.fallen_back
    return Origin(localised.module.title, "en" if is_english else language)


def right_count(questions: Sequence[RefresherQuestion]) -> int:
    """How many were all right."""
    return sum(each.points == ALL_POINTS for each in questions)


def worth_another_look(questions: Sequence[RefresherQuestion]) -> list[Origin]:
    """The modules of what was missed, each once."""
    return list(dict.fromkeys(origin_of(each) for each in questions if each.points != ALL_POINTS))


def _worded(question: RefresherQuestion, drawn: DrawnItem) -> DrawnItem:
    return in_language(catalogue(), question.module_id, [drawn], page_language())[0]
