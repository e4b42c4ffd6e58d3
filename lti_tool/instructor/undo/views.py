"""Taking a change back: what that would do now, whom it touches, and after a yes to just that, doing it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.audit import AuditEvent
from lti_tool.change_log.content_titles import titles_named
from lti_tool.change_log.lines import LogLine, link_titles, word_line
from lti_tool.db import db, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.shared.people.whom import name_people
from lti_tool.instructor.shared.reason import read_reason
from lti_tool.lti.access import configuring_launch, may_configure
from lti_tool.lti.models import Launch
from lti_tool.templating import translate
from lti_tool.undoing.finding import find_change, names_in
from lti_tool.undoing.offer import Offer
from lti_tool.undoing.service import fingerprint, offer_back, take_back, undone_among
from lti_tool.undoing.ways import MAY_HELP, WAYS

_RULE = "/instructor/log/<id:event_id>/back"


@bp.get(_RULE)
def put_back(event_id: int) -> ResponseReturnValue:
    """What taking the change back would do."""
    launch = configuring_launch()
    event = find_change(db.session(), launch, event_id)
    return _page(launch, event, offer_back(db.session(), launch, event, None))


@bp.post(_RULE)
def put_back_posted(event_id: int) -> ResponseReturnValue:
    """Take it back, where that is still what was shown; else show what it would do now."""
    launch = configuring_launch()
    launch_id = launch.id
    event = find_change(db.session(), launch, event_id, lock=True)
    is_chosen = frozenset(request.form.getlist("field")) if "fields" in request.form else None
    offer = offer_back(db.session(), launch, event, is_chosen)
    if offer.do is None:
        return _page(launch, event, offer), 409
    if request.form.get("confirmed") != fingerprint(event, offer):
        return _page(launch, event, offer, is_other=True)
    take_back(db.session(), launch, event, offer, read_reason() if offer.asks_why else "", utcnow())
    db.session.commit()
    return redirect(url_for("instructor.log", launch_id=launch_id), 303)


@dataclass(frozen=True, slots=True)
class WayBack:
    """What a line among the changes says of taking it back."""

    may_look: bool
    is_undone: bool
    undoes: bool
    has_way: bool


def way_back(line: LogLine, lines: list[LogLine]) -> WayBack:
    """That of one of the lines of a page, in one statement for all of them."""
    if "undone_lines" not in g:
        g.undone_lines = undone_among(db.session(), [each.id for each in lines])
    undone, undoing = g.undone_lines
    may_look = may_configure(g.launch) and line.action in MAY_HELP
    return WayBack(may_look, line.id in undone, line.id in undoing, line.action in WAYS)


bp.add_app_template_global(way_back, "way_back")


def _page(launch: Launch, event: AuditEvent, offer: Offer, *, is_other: bool = False) -> str:
    session = db.session()
    names = names_in(session, launch, event)
    own = titles_named(session, launch.context_id, [event])
    elsewhere = offer.elsewhere
    return render_template(
        "instructor/undo/undo.html",
        line=word_line(event, names, link_titles(session, launch.context_id), own),
        offer=offer,
        whom=name_people(session, offer.people),
        notes=[translate(each.wording, each.params) for each in offer.notes],
        problems=[translate(each.wording, each.params) for each in offer.problems],
        elsewhere=url_for(elsewhere.endpoint, launch_id=launch.id, **elsewhere.values) if elsewhere else "",
        confirming=fingerprint(event, offer) if offer.do else "",
        reason=request.form.get("reason", ""),
        is_other=is_other,
        event_id=event.id,
    )
