"""What is held on whoever asks: to see, to take along, to have deleted; open from any launch."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.learner.blueprint import bp
from lti_tool.learner.privacy.page import answer_to, courses_of
from lti_tool.lti.extension import lti
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.privacy import requests
from lti_tool.privacy.counting import count_held
from lti_tool.privacy.export.archive import export
from lti_tool.privacy.finding import own_person

FILENAME = "what-this-training-keeps.zip"


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Who you are here, which courses know you, and how much of what is kept; nobody else can open it."""
    return _page(current_launch())


@bp.get("/privacy.zip")
def download_held() -> ResponseReturnValue:
    """All of it as a ZIP, sent while it is read: one's own, of the deployment that one came from."""
    launch = current_launch()
    person, now = own_person(launch.user, launch.context.deployment.registration_id), utcnow()
    db.session.rollback()  # what reads the ZIP has a session of its own
    pieces = stream_with_context(export(lti().session_factory, person, now))
    response = Response(pieces, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILENAME}"'
    return response


@bp.post("/privacy/erasure")
def ask_for_erasure() -> ResponseReturnValue:
    """Ask to be deleted; an operator decides. Without the tick nothing is asked."""
    launch = current_launch()
    if request.form.get("confirmed") != "1":
        return _page(launch, unconfirmed=True), 400
    requests.ask(db.session(), launch.user, utcnow())
    db.session.commit()
    return redirect(url_for("learner.privacy", launch_id=launch.id, _anchor="erasure"), 303)


def _page(launch: Launch, *, unconfirmed: bool = False) -> str:
    session = db.session()
    return render_template(
        "learner/privacy/privacy.html",
        person=launch.user,
        courses=courses_of(session, launch.user),
        held=count_held(session, own_person(launch.user, launch.context.deployment.registration_id)),
        answers=[answer_to(each) for each in requests.requests_of(session, launch.user_id)],
        unconfirmed=unconfirmed,
    )
