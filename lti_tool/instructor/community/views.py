"""What the course's people say and share: surveys in sum, and contributions to let in or decline."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from lti_tool.community import moderating
from lti_tool.community.contributing import LICENCE_NAMES, OPEN_LICENCES
from lti_tool.community.export import export_course
from lti_tool.community.link_check import EXTENSION, LinkChecker
from lti_tool.community.results import SurveyResult
from lti_tool.community.service import read_results
from lti_tool.content.markdown import render_inline_markdown
from lti_tool.content.model.activities.survey import Survey
from lti_tool.content.model.module import Module
from lti_tool.db import db, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.lti.access import configuring_launch, instructor_launch, may_configure
from lti_tool.lti.models import Launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.plain_text import clean_text
from lti_tool.templating import page_language, translate

LONGEST_ANSWER = 1_000
ONE = "/instructor/community/<id:contribution_id>"


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A survey of one of the course's modules with what its answers say together."""

    module: Module
    survey: Survey
    result: SurveyResult


@bp.get("/instructor/community")
def community() -> ResponseReturnValue:
    """Surveys in sum, and contributions: those that wait first."""
    launch = instructor_launch()
    everything = moderating.list_all(db.session(), launch.context_id)
    return render_template(
        "instructor/community/community.html",
        surveys=_surveys(launch),
        waiting=[each for each in everything if each.state == "waiting"],
        settled=[each for each in everything if each.state != "waiting"],
        has_open=any(each.state == "shown" and each.licence in OPEN_LICENCES for each in everything),
        licences={licence: translate(words) for licence, words in LICENCE_NAMES.items()},
        may_moderate=may_configure(launch),
        longest=LONGEST_ANSWER,
        inline=render_inline_markdown,
    )


@bp.post(ONE)
def moderate(contribution_id: int) -> ResponseReturnValue:
    """Let one in or decline it, with an answer."""
    launch = configuring_launch()
    found = moderating.get_contribution(db.session(), launch.context_id, contribution_id)
    decision = request.form.get("decision", "")
    if decision in moderating.DECISIONS:
        answer = clean_text(request.form.get("answer", ""))[:LONGEST_ANSWER]
        moderating.decide(db.session(), launch, found, decision, answer, utcnow())
        db.session.commit()
    return redirect(url_for("instructor.community", launch_id=launch.id, saved=1), 303)


@bp.post(f"{ONE}/check")
def check_link(contribution_id: int) -> ResponseReturnValue:
    """Look at a link again; the page does not wait for the answer."""
    launch = configuring_launch()
    found = moderating.get_contribution(db.session(), launch.context_id, contribution_id)
    checker: LinkChecker = current_app.extensions[EXTENSION]
    checker.ask(found.id)
    return redirect(url_for("instructor.community", launch_id=launch.id, checking=1), 303)


@bp.get("/instructor/community/contributions.yaml")
def community_file() -> ResponseReturnValue:
    """What was let in and anybody may use, for the shared course."""
    launch = instructor_launch()
    body = export_course(db.session(), launch.context_id)
    headers = {"Content-Disposition": 'attachment; filename="contributions.yaml"'}
    return Response(body, mimetype="application/yaml", headers=headers)


def _surveys(launch: Launch) -> list[SurveyRow]:
    placed = set(db.session.scalars(select(Placement.module_id).where(Placement.context_id == launch.context_id)).all())
    modules = [catalogue().localised(each.id, page_language()).module for each in catalogue().modules]
    found = [
        (module, activity)
        for module in modules
        if module.id in placed
        for lesson in module.lessons
        for activity in lesson.activities
        if isinstance(activity, Survey)
    ]
    results = read_results(db.session(), launch.context_id, [survey for _, survey in found])
    return [SurveyRow(module, survey, results[survey.id]) for module, survey in found]
