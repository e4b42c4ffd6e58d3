"""One attempt more for one person at one link, with a word on whether the quiz is open to them at all."""

from __future__ import annotations

from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_tool.attempts.adjusting import attempts_that_follow, reschedule
from lti_tool.attempts.finding import count_begun, rules_of_person
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.people.grant_form import GrantForm
from lti_tool.instructor.shared.people.course_person import find_person
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch, User
from lti_tool.placements.accommodations import grant_attempt
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.opening import OpensNothing, open_until
from lti_tool.placements.shown import shown_module
from lti_tool.templating import in_words

_RULE = "/instructor/people/<id:user_id>/links/<id:placement_id>/attempts"


@bp.get(_RULE)
def grant(user_id: int, placement_id: int) -> ResponseReturnValue:
    """What an attempt more would come to: the quiz may be closed."""
    launch = configuring_launch()
    person = find_person(db.session(), launch, user_id).user
    return _page(person, _find_link(launch, placement_id), GrantForm())


@bp.post(_RULE)
def grant_posted(user_id: int, placement_id: int) -> ResponseReturnValue:
    """Give a person one attempt more at one link of the course, and open it to them where a moment is named."""
    launch = configuring_launch()
    launch_id, now = launch.id, utcnow()
    person, placement = find_person(db.session(), launch, user_id).user, _find_link(launch, placement_id)
    form = GrantForm()
    if not form.validate_on_submit():
        return _page(person, placement, form), 400
    if until := form.until():
        try:
            open_until(db.session(), launch, user_id, [placement], until, now)
        except OpensNothing as problem:
            form.tell(in_words(problem))
            return _page(person, placement, form), 400
        db.session.flush()
        reschedule(db.session(), placement, [user_id])
    grant_attempt(db.session(), launch, placement_id, user_id, form.reason.data, now)
    db.session.commit()
    return redirect(url_for("instructor.person", launch_id=launch_id, user_id=user_id, saved=1), 303)


def _find_link(launch: Launch, placement_id: int) -> Placement:
    placement = db.session.get(Placement, placement_id)
    if placement is None or placement.context_id != launch.context_id:
        raise NotFound(N_("There is no such link in this course."))
    return placement


def _is_ahead(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment > now


def _page(person: User, placement: Placement, form: GrantForm) -> str:
    session, now, module = db.session(), utcnow(), shown_module(db.session(), placement)
    rules = rules_of_person(session, placement, person.id, module.quiz.attempts if module and module.quiz else None)
    following = attempts_that_follow(session, placement.context_id, [person.id])
    return render_template(
        "instructor/people/grant.html",
        person=person,
        placement=placement,
        title=module.title if module else placement.module_id,
        closed_at=None if _is_ahead(rules.closes_at, now) else rules.closes_at,
        opens_at=rules.opens_at if _is_ahead(rules.opens_at, now) else None,
        closes_at=rules.closes_at if _is_ahead(rules.closes_at, now) else None,
        allowed=rules.attempts_allowed,
        begun=count_begun(session, placement, person.id),
        following=[each for each in following if each.placement_id == placement.id],
        form=form,
    )
