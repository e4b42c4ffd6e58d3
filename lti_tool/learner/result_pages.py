"""What a result shows: the score, competency by competency, what each choice taught, and what to study next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from flask import url_for
from flask_babel import gettext as _

from lti_tool.attempts.answering import Answer
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rules import Rules
from lti_tool.attempts.submitting import ClosedBy
from lti_tool.content.catalogue import Catalogue
from lti_tool.content.schema import BestWorstItem, ChoiceItem, Item, MatchItem, Module, OrderItem
from lti_tool.learner.quiz_pages import NOTHING, render
from lti_tool.lti.models import Launch
from lti_tool.placements.settings import KeyShown
from lti_tool.quizzes.answers import BEST, WORST, slots_of
from lti_tool.quizzes.marking import Mark, mark
from lti_tool.quizzes.selection import DrawnItem
from lti_tool.templating import format_datetime

CERTAIN = 3
AT_THE_BELL = timedelta(seconds=3)  # the page's clock hands in a moment before the server's time is over


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One option, step or pair with what it taught; `yours` and `right` are what was said and what is so."""

    text_html: str
    feedback_html: str
    yours: str
    right: str
    is_right: bool
    is_key: bool
    was_chosen: bool


@dataclass(frozen=True, slots=True)
class ResultQuestion:
    """One question looked back at."""

    number: int
    item_id: str
    type: str
    stem_html: str
    points: Fraction
    points_possible: Fraction
    verdict: str
    is_empty: bool
    is_confident_error: bool
    language: str
    rows: list[ResultRow]


@dataclass(frozen=True, slots=True)
class CompetencyScore:
    """How one competency went; `lessons` are where to read on, as (title, its language, address)."""

    code: str
    statement: str
    points: Fraction
    points_possible: int
    lessons: list[tuple[str, str, str]]

    @property
    def is_weak(self) -> bool:
        """Whether something is left to learn here."""
        return self.points < self.points_possible


def result_questions(drawn: Sequence[DrawnItem], answers: Mapping[str, Answer]) -> list[ResultQuestion]:
    """The questions with their marks; those answered wrongly with certainty come first: they teach the most."""
    found = [
        result_question(number, each, answers.get(each.item.id, NOTHING)) for number, each in enumerate(drawn, start=1)
    ]
    return sorted(found, key=lambda question: not question.is_confident_error)


def result_question(number: int, drawn: DrawnItem, answer: Answer) -> ResultQuestion:
    """One question with its mark and what every part of it taught."""
    earned = mark(drawn.item, answer.tokens)
    return ResultQuestion(
        number=number,
        item_id=drawn.item.id,
        type=drawn.item.type,
        stem_html=render(drawn.item.stem),
        points=earned.points,
        points_possible=earned.points_possible,
        verdict=earned.verdict,
        is_empty=not answer.tokens,
        is_confident_error=answer.sure == CERTAIN and earned.verdict != "right" and bool(answer.tokens),
        language=drawn.language,
        rows=_rows(drawn, answer.tokens),
    )


def competency_scores(
    launch: Launch, catalogue: Catalogue, module: Module | None, drawn: Sequence[DrawnItem], marks: Sequence[Mark]
) -> list[CompetencyScore]:
    """How each competency of the quiz went, the weakest first."""
    earned: dict[str, list[tuple[Item, Mark]]] = {}
    for each, given in zip(drawn, marks, strict=True):
        earned.setdefault(each.item.competency, []).append((each.item, given))
    scores = [
        CompetencyScore(
            code=code,
            statement=found.statement if (found := catalogue.competency(code)) else code,
            points=sum((given.points for _item, given in pairs), Fraction(0)),
            points_possible=len(pairs),
            lessons=_lessons_for(launch, module, [item for item, given in pairs if given.verdict != "right"]),
        )
        for code, pairs in earned.items()
    ]
    return sorted(scores, key=lambda score: (score.points / score.points_possible, score.code))


def recommend(
    catalogue: Catalogue, scores: Iterable[CompetencyScore], language: str
) -> list[tuple[Module, str, list[str]]]:
    """All modules, those first that teach most of what went less well: each with its language and what that is."""
    missed = {score.code: score for score in scores if score.is_weak}
    found = [
        (module, [missed[code].statement for code in module.competencies if code in missed])
        for module in catalogue.modules
        if module.kind == "module"
    ]
    found.sort(key=lambda pair: -len(pair[1]))
    return [(*_localised(catalogue, module, language), statements) for module, statements in found]


def _localised(catalogue: Catalogue, module: Module, language: str) -> tuple[Module, str]:
    localised = catalogue.localised(module.id, language)
    return localised.module, "en" if module.id in localised.fallen_back else language


def how_it_closed(attempt: Attempt) -> str | None:
    """A sentence where an attempt with a time limit was not simply handed in before its end."""
    if attempt.ends_at is None or attempt.submitted_at is None:
        return None
    if attempt.closed_by == ClosedBy.SWEEP:
        return _("The time ran out, so we handed in what you had answered. Everything saved in time counts.")
    if attempt.closed_by == ClosedBy.LATE:
        return _("This was handed in after the time and its grace had ended. What was saved in time counts.")
    if attempt.ends_at - AT_THE_BELL <= attempt.submitted_at <= attempt.ends_at:
        return _("Your time was up, so what you had answered was handed in. Everything saved in time counts.")
    if attempt.submitted_at > attempt.ends_at:
        return _("This arrived a little after the end, within the time of grace, so all of it counts.")
    return None


def when_key_is_shown(rules: Rules) -> str:
    """A sentence for results that hold the answers back."""
    if rules.key_shown == KeyShown.FROM_DATE and rules.key_shown_from:
        return _("Your instructor shows the answers from %(when)s.", when=format_datetime(rules.key_shown_from))
    if rules.key_shown == KeyShown.AFTER_ATTEMPTS:
        return _("You will see the answers once your attempts are used up or the quiz has closed.")
    return _("Your instructor has not set a date for showing the answers yet.")


def _lessons_for(launch: Launch, module: Module | None, missed: Sequence[Item]) -> list[tuple[str, str, str]]:
    """Where the missed items are taught: the lessons they name, else those of their competency."""
    if module is None:
        return []
    named = {item.lesson for item in missed if item.lesson}
    codes = {item.competency for item in missed if not item.lesson}
    return [
        (lesson.title, lesson.lang, url_for("learner.lesson", launch_id=launch.id, lesson_id=lesson.id))
        for lesson in module.lessons
        if lesson.id in named or codes.intersection(lesson.competencies)
    ]


def _rows(drawn: DrawnItem, tokens: frozenset[str]) -> list[ResultRow]:
    item = drawn.item
    if isinstance(item, OrderItem):
        return _order_rows(item, tokens)
    if isinstance(item, MatchItem):
        return _match_rows(item, drawn.part_order, tokens)
    return [_option_row(item, option, tokens) for option in drawn.part_order]


def _order_rows(item: OrderItem, tokens: frozenset[str]) -> list[ResultRow]:
    """The steps in their right order, each with the place it was given."""
    given = slots_of(tokens)
    return [
        _row(step.text, step.feedback, given.get(step.id, ""), str(place)) for place, step in enumerate(item.steps, 1)
    ]


def _match_rows(item: MatchItem, order: Iterable[str], tokens: frozenset[str]) -> list[ResultRow]:
    given = slots_of(tokens)
    rows = []
    for pair in map(item.pair, order):
        yours = item.target(given[pair.id]).text if pair.id in given else ""
        rows.append(_row(pair.text, pair.feedback, yours, item.target(item.target_of(pair)).text))
    return rows


def _row(text: str, feedback: str, yours: str, right: str) -> ResultRow:
    return ResultRow(render(text), render(feedback), yours, right, yours == right, is_key=False, was_chosen=False)


def _option_row(item: ChoiceItem, option_id: str, tokens: frozenset[str]) -> ResultRow:
    option = item.option(option_id)
    is_judgement = isinstance(item, BestWorstItem)
    yours = _judgement(option_id, *(slots_of(tokens).get(slot) for slot in (BEST, WORST))) if is_judgement else ""
    right = _judgement(option_id, item.best, item.worst) if isinstance(item, BestWorstItem) else ""
    return ResultRow(
        text_html=render(option.text),
        feedback_html=render(option.feedback),
        yours=yours,
        right=right,
        is_right=yours == right,
        is_key=bool(right) if is_judgement else option_id in item.keys,
        was_chosen=bool(yours) if is_judgement else option_id in tokens,
    )


def _judgement(option_id: str, best: str | None, worst: str | None) -> str:
    return _("Best") if option_id == best else _("Worst") if option_id == worst else ""
