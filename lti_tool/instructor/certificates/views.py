"""Who holds a certificate of this course, taking one back and giving it again, and how often one may be earned."""

from __future__ import annotations

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lti_tool.audit import CourseAction
from lti_tool.certificates.renewing import choose_renewal, renewal_of
from lti_tool.certificates.revoking import find_in_course, restore, revoke
from lti_tool.certificates.wording import days_in
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, ToolError
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.certificates.page import read_page
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Field, Meanwhile
from lti_tool.instructor.shared.reason import LONGEST, read_reason
from lti_tool.instructor.shared.saved import what_was_saved
from lti_tool.lti.access import configuring_launch, instructor_launch, may_configure
from lti_tool.lti.models import Launch
from lti_tool.paging import page_number
from lti_tool.placements.renewal import RENEWALS, Renewal
from lti_tool.templating import translate


class NoSuchRenewal(ToolError):
    """Something else than one of the choices on the page."""

    message = N_("Choose how often a certificate may be earned: once, each year, or each term.")
    advice = N_("Nothing was changed.")


@bp.get("/instructor/certificates")
def certificates() -> ResponseReturnValue:
    """The list, for whoever may follow learners; who may configure the course finds what can be changed there too."""
    launch = instructor_launch()
    renewal = renewal_of(db.session(), launch.context_id)
    return _page(launch, renewal, meanwhile.opened({"renewal": renewal}))


def _page(launch: Launch, renewal: Renewal, found: Meanwhile) -> str:
    return render_template(
        "instructor/certificates/certificates.html",
        page=read_page(db.session(), launch.context_id, request.args.get("q", ""), page_number()),
        may_configure=may_configure(launch),
        renewal=renewal,
        meanwhile=found,
        drop_url=url_for("instructor.certificates", launch_id=launch.id),
        renewals=[(value, translate(words)) for value, words in RENEWALS.items()],
        day=days_in(launch.locale),
    )


@bp.get("/instructor/certificates/<id:certificate_id>")
def certificate(certificate_id: int) -> ResponseReturnValue:
    """One certificate, with what revoking it does, or what undoes that."""
    launch = configuring_launch()
    found = find_in_course(db.session(), launch, certificate_id)
    said = {"certificate": found, "day": days_in(launch.locale), "longest": LONGEST}
    return render_template("instructor/certificates/certificate.html", **said)


@bp.post("/instructor/certificates/<id:certificate_id>/revoke")
def revoke_certificate(certificate_id: int) -> ResponseReturnValue:
    """Take it back, with a reason."""
    launch = configuring_launch()
    found = find_in_course(db.session(), launch, certificate_id, lock=True)
    now = utcnow()
    revoke(db.session(), launch, found, read_reason(), now)
    return _kept(launch, now)


@bp.post("/instructor/certificates/<id:certificate_id>/restore")
def restore_certificate(certificate_id: int) -> ResponseReturnValue:
    """Undo that."""
    launch = configuring_launch()
    found = find_in_course(db.session(), launch, certificate_id, lock=True)
    now = utcnow()
    restore(db.session(), launch, found, now)
    return _kept(launch, now)


@bp.post("/instructor/certificates/renewal")
def choose_certificate_renewal() -> ResponseReturnValue:
    """How often a certificate of the course may be earned."""
    launch, chosen = configuring_launch(), request.form.get("renewal", "")
    if chosen not in set(Renewal):
        raise NoSuchRenewal
    meanwhile.hold_course(db.session(), launch)
    found = _compare(launch, chosen)
    if found.must_be_asked:
        return _page(launch, Renewal(chosen), found), 409
    now = utcnow()
    choose_renewal(db.session(), launch, Renewal(chosen), now)
    return _kept(launch, now)


def _compare(launch: Launch, chosen: str) -> Meanwhile:
    saved_by = meanwhile.saver_in_log(db.session(), launch, [CourseAction.RENEWAL_CHOSEN], lambda _facts, _name: True)
    fields = {"renewal": Field(_("How often a certificate may be earned"), lambda each: translate(RENEWALS[each]))}
    stored = {"renewal": renewal_of(db.session(), launch.context_id)}
    return meanwhile.compare(stored, {"renewal": chosen}, fields, saved_by)


def _kept(launch: Launch, now: datetime) -> ResponseReturnValue:
    address = url_for("instructor.certificates", launch_id=launch.id, **what_was_saved(db.session(), launch, now))
    db.session.commit()
    return redirect(address, 303)
