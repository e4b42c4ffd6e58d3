"""What a result shows: the score, competency by competency, and what to study next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from flask import url_for
from flask_babel import gettext as _

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rules import Rules
from lti_tool.attempts.submitting import ClosedBy, Marked
from lti_tool.content.model import Item, Module
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.lti.models import Launch
from lti_tool.placements.settings import KeyShown
from lti_tool.quizzes.marking import Mark
from lti_tool.templating import format_datetime

AT_THE_BELL = timedelta(seconds=3)  # the page's clock hands in a moment before the server's time is over


@dataclass(frozen=True, slots=True)
class CompetencyScore:
    """How one competency went; `lessons` are where to read on, as (title, its language, address)."""

    code: str
    statement: str
    points: Fraction
    points_possible: Fraction
    lessons: list[tuple[str, str, str]]

    @property
    def is_weak(self) -> bool:
        """Whether something is left to learn here."""
        return self.points < self.points_possible


def competency_scores(
    launch: Launch, catalogue: Catalogue, module: Module | None, marked: Sequence[Marked]
) -> list[CompetencyScore]:
    """How each competency of the quiz went, the weakest first."""
    earned: dict[str, list[tuple[Item, Mark]]] = {}
    for each in marked:
        earned.setdefault(each.drawn.item.competency, []).append((each.drawn.item, each.mark))
    scores = [
        CompetencyScore(
            code=code,
            statement=found.statement if (found := catalogue.competency(code)) else code,
            points=sum((given.points for _item, given in pairs), Fraction(0)),
            points_possible=sum((given.points_possible for _item, given in pairs), Fraction(0)),
            lessons=_lessons_for(launch, module, [item for item, given in pairs if given.verdict != "right"]),
        )
        for code, pairs in earned.items()
    ]
    asked = [score for score in scores if score.points_possible]  # a question that was dropped asks nothing
    return sorted(asked, key=lambda score: (score.points / score.points_possible, score.code))


def recommend(
    catalogue: Catalogue, marked: Sequence[Marked], scores: Iterable[CompetencyScore], language: str
) -> list[tuple[Module, str, list[str]]]:
    """All modules, those first that teach most of what went less well: each with its language and what that is.

    A module whose own questions were asked can wait when all of them are right; another one goes by its competencies.
    """
    scores = list(scores)
    weak = {score.code for score in scores if score.is_weak}
    missed = _missed_by_section(marked)
    found = []
    for module in catalogue.modules:
        if module.kind == "module":
            codes = missed.get(module.id, weak & {*module.competencies})
            found.append((module, [score.statement for score in scores if score.code in codes]))
    found.sort(key=lambda pair: -len(pair[1]))
    return [(*_localised(catalogue, module, language), statements) for module, statements in found]


def _missed_by_section(marked: Sequence[Marked]) -> dict[str, set[str]]:
    """The competencies that were missed in each section that was asked."""
    found: dict[str, set[str]] = {}
    for each in marked:
        if each.mark.points_possible:
            missed = found.setdefault(each.drawn.section, set())
            if each.mark.verdict != "right":
                missed.add(each.drawn.item.competency)
    return found


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
