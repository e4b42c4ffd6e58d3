"""Who holds a certificate of this course, taking one back and giving it again, and how often one may be earned."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.certificates.renewing import choose_renewal, renewal_of
from lti_tool.certificates.revoking import find_in_course, restore, revoke
from lti_tool.certificates.wording import days_in
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, ToolError
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.certificates.page import read_page
from lti_tool.instructor.shared.reason import LONGEST, read_reason
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
    return render_template(
        "instructor/certificates/certificates.html",
        page=read_page(db.session(), launch.context_id, request.args.get("q", ""), page_number()),
        may_configure=may_configure(launch),
        renewal=renewal_of(db.session(), launch.context_id),
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
    revoke(db.session(), launch, found, read_reason(), utcnow())
    return _kept(launch)


@bp.post("/instructor/certificates/<id:certificate_id>/restore")
def restore_certificate(certificate_id: int) -> ResponseReturnValue:
    """Undo that."""
    launch = configuring_launch()
    found = find_in_course(db.session(), launch, certificate_id, lock=True)
    restore(db.session(), launch, found, utcnow())
    return _kept(launch)


@bp.post("/instructor/certificates/renewal")
def choose_certificate_renewal() -> ResponseReturnValue:
    """How often a certificate of the course may be earned."""
    launch, chosen = configuring_launch(), request.form.get("renewal", "")
    if chosen not in set(Renewal):
        raise NoSuchRenewal
    choose_renewal(db.session(), launch, Renewal(chosen), utcnow())
    return _kept(launch)


def _kept(launch: Launch) -> ResponseReturnValue:
    launch_id = launch.id
    db.session.commit()
    return redirect(url_for("instructor.certificates", launch_id=launch_id, saved=1), 303)
