"""One learner: where they stand in the whole course, and each attempt with every answer.

Reflections, rewrites and other words of their own are the learner's alone: no page of an instructor reads them.
"""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_tool.attempts.rulings import regrades_of
from lti_tool.attempts.submitting import marked_items
from lti_tool.db import db, utcnow
from lti_tool.grading.handing_in_for import find_handed_in_for
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.people import page as person_pages
from lti_tool.instructor.people.answers_seen import shows_right_answers
from lti_tool.instructor.people.opening_again import opening_again
from lti_tool.instructor.shared.lateness import hand_in_of
from lti_tool.instructor.shared.people.course_person import find_person
from lti_tool.lti.access import instructor_launch, may_configure
from lti_tool.placements.accommodations import find_accommodation
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.words import describe_accommodation
from lti_tool.review.questions import result_questions
from lti_tool.review.regraded import how_it_was_regraded
from lti_tool.review.wording import titles_of, worded


@bp.get("/instructor/people/<id:user_id>")
def person(user_id: int) -> ResponseReturnValue:
    """Where a learner stands at every link of this course, with all attempts."""
    launch = instructor_launch()
    session = db.session()
    membership = find_person(session, launch, user_id)
    allowance = find_accommodation(session, launch.context_id, user_id)
    return render_template(
        "instructor/people/person.html",
        person=membership.user,
        membership=membership,
        branch=person_pages.branch_name(session, launch, user_id),
        accommodation=describe_accommodation(allowance.time_factor, allowance.extra_attempts) if allowance else "",
        standings=person_pages.link_standings(session, launch, membership.user),
        time_taken=person_pages.time_taken,
        may_configure=may_configure(launch),
    )


@bp.get("/instructor/people/<id:user_id>/attempts/<id:attempt_id>")
def attempt(user_id: int, attempt_id: int) -> ResponseReturnValue:
    """One attempt as it was drawn, with every answer and what it earned."""
    launch = instructor_launch()
    session = db.session()
    membership = find_person(session, launch, user_id)
    found = person_pages.find_attempt(session, launch, user_id, attempt_id)
    may_adjust = may_configure(launch)
    marked = worded(catalogue(), found, marked_items(session, found))
    return render_template(
        "instructor/people/attempt.html",
        person=membership.user,
        attempt=found,
        titles=titles_of(catalogue(), found),
        closing=person_pages.how_it_closed(found),
        handed_in_for=find_handed_in_for(session, found),
        hand_in=hand_in_of(found, person_pages.dates_at(session, found)),
        shows_right_answers=may_adjust
        and found.submitted_at is not None
        and shows_right_answers(session, found, utcnow()),
        opens_again=opening_again(session, found) if may_adjust and found.submitted_at else None,
        regraded=how_it_was_regraded(regrades_of(session, found)),
        taken=person_pages.time_taken(found),
        questions=result_questions(marked),
        may_configure=may_adjust,
    )
