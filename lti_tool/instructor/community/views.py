"""What the course's people share: contributions to let in or decline."""

from __future__ import annotations

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.community import moderating
from lti_tool.community.contributing import LICENCE_NAMES, OPEN_LICENCES
from lti_tool.community.export import export_course
from lti_tool.community.link_check import EXTENSION, LinkChecker
from lti_tool.db import db, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.community.two_people import Asking, compare_decision, contribution_opened
from lti_tool.instructor.shared import meanwhile
from lti_tool.lti.access import configuring_launch, instructor_launch, may_configure
from lti_tool.lti.models import Launch
from lti_tool.templating import translate
from lti_tool.text.plain_text import clean_text

LONGEST_ANSWER = 1_000
ONE = "/instructor/community/<id:contribution_id>"


@bp.get("/instructor/community")
def community() -> ResponseReturnValue:
    """Contributions: those that wait first."""
    return _page(instructor_launch())


def _page(launch: Launch, asking: Asking | None = None) -> str:
    everything = moderating.list_all(db.session(), launch.context_id)
    return render_template(
        "instructor/community/community.html",
        waiting=[each for each in everything if each.state == "waiting"],
        settled=[each for each in everything if each.state != "waiting"],
        has_open=any(each.state == "shown" and each.licence in OPEN_LICENCES for each in everything),
        licences={licence: translate(words) for licence, words in LICENCE_NAMES.items()},
        may_moderate=may_configure(launch),
        longest=LONGEST_ANSWER,
        asking=asking,
        opened={each.id: contribution_opened(each) for each in everything},
    )


@bp.post(ONE)
def moderate(contribution_id: int) -> ResponseReturnValue:
    """Let one in or decline it, with an answer; where somebody else decided meanwhile, after asking."""
    launch, session = configuring_launch(), db.session()
    meanwhile.hold_course(session, launch)
    found = moderating.get_contribution(db.session(), launch.context_id, contribution_id)
    decision = request.form.get("decision", "")
    if decision in moderating.DECISIONS:
        answer = clean_text(request.form.get("answer", ""))[:LONGEST_ANSWER]
        told = compare_decision(session, launch, found, decision, answer)
        if told.must_be_asked:
            return _page(launch, Asking(found.id, told, decision, answer)), 409
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
