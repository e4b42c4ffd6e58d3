"""The public page that says whether a certificate is real and still valid, and nothing more."""

from __future__ import annotations

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.certificates.address import ways_to_show
from lti_tool.certificates.codes import group_code, normalise_code
from lti_tool.certificates.finding import find_by_code
from lti_tool.certificates.models import Certificate, State
from lti_tool.certificates.wording import long_date, pick_locale
from lti_tool.content.model.wording.typography import typographic
from lti_tool.db import db
from lti_tool.templating import format_minutes

bp = Blueprint("certificates", __name__)
bp.add_app_template_global(ways_to_show, "ways_to_show")


@bp.before_request
def _outside_every_frame() -> None:
    """No site may put this page into a frame, not even an LMS."""
    g.frame_ancestors = "'none'"


@bp.after_request
def _keep_out_of_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


@bp.get("/verify")
def ask() -> ResponseReturnValue:
    """Ask for a code; a typed code leads to its own address."""
    typed = request.args.get("code")
    if typed is None:
        return render_template("certificates/verify.html", unknown=False)
    code = normalise_code(typed)
    return redirect(url_for("certificates.verify", code=group_code(code)), 303) if code else _unknown()


@bp.get("/verify/<code>")
def verify(code: str) -> ResponseReturnValue:
    """Say what a certificate certifies: whose, what, how long, when. Nothing else leaves this page."""
    stored = normalise_code(code)
    certificate = find_by_code(db.session(), stored) if stored else None
    if certificate is None:
        return _unknown()
    if certificate.state != State.VALID:
        return _no_longer_valid(certificate)
    return render_template(
        "certificates/valid.html",
        name=certificate.name,
        title=typographic(certificate.title),
        duration=format_minutes(certificate.minutes),
        date=long_date(certificate.dated, pick_locale("")),
    )


def _unknown() -> Response:
    """The same words for a code that never existed, was mistyped, or went with its person; it is not repeated."""
    return make_response(render_template("certificates/verify.html", unknown=True), 404)


def _no_longer_valid(certificate: Certificate) -> Response:
    """That it was ours, and since when it proves nothing: neither whose it was, nor which one came in its place."""
    at = certificate.revoked_at or certificate.replaced_at
    page = render_template(
        "certificates/no_longer_valid.html",
        is_revoked=certificate.state == State.REVOKED,
        date=long_date(at, pick_locale("")) if at else "",
    )
    return make_response(page, 410)
