"""Understanding how a course goes: items, skills by branch, time, and what people are wrong about with certainty."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lti_tool.competencies.item_statistics import ENOUGH, Flag
from lti_tool.competencies.privacy_floor import LEAST_PEOPLE, LEAST_RESPONSES
from lti_tool.competencies.recounting import SUMMARIES
from lti_tool.db import db, utcnow
from lti_tool.errors import N_
from lti_tool.instructor.analysis.families import family_tables
from lti_tool.instructor.analysis.page import analyse
from lti_tool.instructor.analysis.retention import told_retention
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.shared import module_choices as pages
from lti_tool.instructor.shared.told_shares import percent_words
from lti_tool.lti.access import instructor_launch, may_configure
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.shown import find_shown
from lti_tool.review.questions import render
from lti_tool.templating import translate
from lti_tool.work import service

FLAG_WORDS = {
    Flag.TOO_FEW: N_("Too few answers to judge yet."),
    Flag.CHECK_KEY: N_("People who do well elsewhere do worse here: check whether the key is right."),
    Flag.TELLS_LITTLE: N_("It tells little about who knows the rest."),
    Flag.HARD: N_("Hard: less than a third of the points were earned."),
    Flag.EASY: N_("Nearly everybody gets it right."),
    Flag.DISTRACTOR_WINS: N_("A wrong answer is chosen more often than a right one."),
    Flag.DISTRACTOR_DEAD: N_("A wrong answer was never chosen."),
    Flag.UNANSWERED: N_("Many leave it unanswered or half answered."),
    Flag.CONFIDENT_ERRORS: N_("Many are certain and wrong: worth talking about together."),
}


@bp.get("/instructor/analysis")
def analysis() -> ResponseReturnValue:
    """The link's own module, or another one of the course that the address names."""
    launch = instructor_launch()
    asked = catalogue().module(request.args.get("module", "")) if request.args.get("module") else None
    found = None if asked or launch.resource_link_id is None else find_shown(launch)
    module = asked or (found.module if found else None)
    analysis = analyse(db.session(), launch.context_id, module.id if module else "", utcnow())
    return render_template(
        "instructor/analysis/analysis.html",
        analysis=analysis,
        counted_until=analysis.counted_until,
        families=family_tables(analysis.items),
        statements=pages.competency_statements(catalogue()),
        flag_words=lambda flag: translate(FLAG_WORDS[flag]),
        percent=_percent,
        render=render,
        enough=ENOUGH,
        may_configure=may_configure(launch),
        work=service.latest(db.session(), launch.context_id, SUMMARIES),
        least_people=LEAST_PEOPLE,
        least_responses=LEAST_RESPONSES,
        retention=told_retention(launch.context_id),
        told_percent=percent_words,
    )


def _percent(share: float) -> str:
    return _("%(percent)s %%", percent=round(share * 100))
