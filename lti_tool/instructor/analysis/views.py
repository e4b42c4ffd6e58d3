"""Understanding how a course goes: items, skills by branch, time, and what people are wrong about with certainty."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lti_tool.competencies.heat_map import heat_rows
from lti_tool.competencies.item_statistics import ENOUGH
from lti_tool.competencies.privacy_floor import LEAST_PEOPLE, LEAST_RESPONSES
from lti_tool.competencies.recounting import SUMMARIES
from lti_tool.content.model.module import Module
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.instructor.analysis.families import family_tables
from lti_tool.instructor.analysis.files import question_rows, skill_rows
from lti_tool.instructor.analysis.page import analyse, item_lines
from lti_tool.instructor.analysis.retention import told_retention
from lti_tool.instructor.analysis.words import FLAG_WORDS
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.shared import module_choices as pages
from lti_tool.instructor.shared.people.finding import branches_of
from lti_tool.instructor.shared.share_steps import FEW, key, step
from lti_tool.instructor.shared.told_shares import percent_words
from lti_tool.lti.access import instructor_launch, may_configure
from lti_tool.lti.models import Launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.shown import find_shown
from lti_tool.review.questions import render
from lti_tool.templating import translate
from lti_tool.text.csv_file import csv_response
from lti_tool.work import service


@bp.get("/instructor/analysis")
def analysis() -> ResponseReturnValue:
    """The link's own module, or another one of the course that the address names."""
    launch = instructor_launch()
    module = _module(launch)
    analysis = analyse(db.session(), launch.context_id, module.id if module else "", utcnow())
    return render_template(
        "instructor/analysis/analysis.html",
        analysis=analysis,
        counted_until=analysis.counted_until,
        families=family_tables(analysis.items),
        statements=_statements(),
        flag_words=lambda flag: translate(FLAG_WORDS[flag]),
        percent=_percent,
        render=render,
        step=step,
        key=key,
        few=FEW,
        looks=lambda share, answers: f"heat-{step(share)}{' few' if answers < FEW else ''}",
        enough=ENOUGH,
        may_configure=may_configure(launch),
        work=service.latest(db.session(), launch.context_id, SUMMARIES),
        least_people=LEAST_PEOPLE,
        least_responses=LEAST_RESPONSES,
        retention=told_retention(launch.context_id),
        told_percent=percent_words,
    )


@bp.get("/instructor/analysis/questions.csv")
def questions_csv() -> ResponseReturnValue:
    """The module's questions as a file."""
    launch = instructor_launch()
    module = _module(launch)
    if module is None:
        raise NotFound(N_("There is no such module in the catalogue."))
    lines = item_lines(db.session(), launch.context_id, module.id)
    return csv_response(question_rows(module.title, lines, _statements()), f"{module.id}-questions.csv")


@bp.get("/instructor/analysis/skills.csv")
def skills_csv() -> ResponseReturnValue:
    """The course's skills by branch as a file."""
    here = instructor_launch().context_id
    rows, branches = heat_rows(db.session(), here), branches_of(db.session(), here)
    return csv_response(skill_rows(rows, branches, _statements()), "skills.csv")


def _module(launch: Launch) -> Module | None:
    """The link's own module, or another one that the address names."""
    asked = catalogue().module(request.args.get("module", "")) if request.args.get("module") else None
    found = None if asked or launch.resource_link_id is None else find_shown(launch)
    return asked or (found.module if found else None)


def _statements() -> dict[str, str]:
    return pages.competency_statements(catalogue())


def _percent(share: float) -> str:
    return _("%(percent)s %%", percent=round(share * 100))
