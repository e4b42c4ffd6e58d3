"""Accommodations of a whole course: listed, as a file, and from a list that is looked through first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from lti_tool.change_log.lines import link_titles
from lti_tool.db import db, utcnow
from lti_tool.instructor.accommodations import page as pages
from lti_tool.instructor.accommodations.saving import Outlook, pack, save, unpack, weigh
from lti_tool.instructor.accommodations.table import MOST_ROWS, Plan, make_plan
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.moments import read_zone
from lti_tool.instructor.shared.people.lists import BadList, learners
from lti_tool.instructor.shared.people.upload import allow_list, rows_refused, sent_list
from lti_tool.local_time import reader_zone
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.placements.models import Placement
from lti_tool.placements.words import describe_accommodation
from lti_tool.templating import in_words, translate
from lti_tool.text.csv_file import csv_response

LARGEST_LIST = 1024 * 1024  # bytes
MOST_SHOWN = 500
_RULE = "/instructor/accommodations"


@bp.url_value_preprocessor
def allow_accommodation_lists(endpoint: str | None, _values: object) -> None:
    """A list may be longer than a form."""
    if endpoint == "instructor.import_accommodations":
        allow_list(LARGEST_LIST)


@bp.get(_RULE)
def accommodations() -> ResponseReturnValue:
    """Who has time, attempts or dates of their own, and a way to bring in a list."""
    return _page(configuring_launch())


@bp.get(f"{_RULE}.csv")
def accommodations_csv() -> ResponseReturnValue:
    """All of them, as a file that can be uploaded again."""
    launch = configuring_launch()
    people, titles = (pages.in_force(db.session(), launch.context_id), link_titles(db.session(), launch.context_id))
    return csv_response(pages.csv_rows(people, titles, _zone_asked()), "accommodations.csv")


@bp.get(f"{_RULE}/sample.csv")
def accommodations_sample() -> ResponseReturnValue:
    """A list to begin with."""
    configuring_launch()
    return csv_response(pages.sample_rows(utcnow(), _zone_asked()), "accommodations-sample.csv")


@bp.post(f"{_RULE}/import")
def import_accommodations() -> ResponseReturnValue:
    """What a list would change; nothing is changed yet."""
    launch = configuring_launch()
    zone = read_zone(request.form.get("time_zone"))
    try:
        plan = make_plan(sent_list(), pages.read_against(db.session(), launch.context_id, zone))
    except BadList as problem:
        return _page(launch, problem=in_words(problem)), problem.status
    return _plan_page(launch, plan, weigh(db.session(), launch.context_id, plan), len(plan.problems), zone)


def _plan_page(
    launch: Launch, plan: Plan, outlooks: Sequence[Outlook], refused: int, zone: tzinfo, *, is_again: bool = False
) -> str:
    return render_template(
        "instructor/accommodations/import.html",
        lines=pages.say_outlooks(db.session(), launch.context_id, outlooks[:MOST_SHOWN], zone),
        count=len(outlooks),
        changes=sum(each.is_change for each in outlooks),
        problems=[(each.row, translate(each.wording, each.params)) for each in plan.problems[:MOST_SHOWN]],
        refused=refused,
        packed=pack(plan.wishes),
        seen=_seen(outlooks),
        is_again=is_again,
    )


@bp.post(f"{_RULE}/import/confirmed")
def import_accommodations_confirmed() -> ResponseReturnValue:
    """Save what was shown; where somebody was given something else since, show what it comes to now."""
    launch = configuring_launch()
    launch_id, session = launch.id, db.session()
    meanwhile.hold_course(session, launch)
    people = {row.id for row in session.execute(learners(launch.context_id))}
    placements = set(session.scalars(select(Placement.id).where(Placement.context_id == launch.context_id)))
    plan = Plan(unpack(request.form.get("plan", ""), people, placements))
    refused = rows_refused(MOST_ROWS)
    outlooks = weigh(session, launch.context_id, plan)
    if request.form.get(meanwhile.SEEN) not in (None, "", _seen(outlooks)):
        return _plan_page(launch, plan, outlooks, refused + len(plan.problems), _zone_asked(), is_again=True), 409
    save(session, launch, outlooks, refused + len(plan.problems), utcnow())
    db.session.commit()
    return redirect(url_for("instructor.accommodations", launch_id=launch_id, saved=1), 303)


def _seen(outlooks: Sequence[Outlook]) -> str:
    """What people had when a list was looked through, as its page carries it."""
    return meanwhile.fingerprint(
        {"people": [[each.wish.user_id, each.wish.placement_id, *each.before] for each in outlooks]}
    )


def _zone_asked() -> tzinfo:
    return reader_zone()


def _page(launch: Launch, problem: str = "") -> str:
    people = pages.in_force(db.session(), launch.context_id)
    return render_template(
        "instructor/accommodations/accommodations.html",
        people=people[:MOST_SHOWN],
        count=len(people),
        titles=link_titles(db.session(), launch.context_id),
        describe=describe_accommodation,
        most_rows=MOST_ROWS,
        problem=problem,
        saved="saved" in request.args,
    )
