"""Getting one's certificate, and its PDF."""

from __future__ import annotations

import unicodedata
from io import BytesIO

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lti_tool.certificates import service as certificates
from lti_tool.certificates.address import verify_url
from lti_tool.certificates.finding import find_newest, find_own
from lti_tool.certificates.models import Certificate, State
from lti_tool.certificates.names import LONGEST, NameNeeded, NameTooLong
from lti_tool.certificates.rules import can_be_earned
from lti_tool.certificates.service import CertificateRevoked
from lti_tool.certificates.wording import Wording, pick_locale, word
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.learner.art import scene_drawing
from lti_tool.learner.blueprint import bp
from lti_tool.local_time import known_zone
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.shown import placement_of, shown
from lti_tool.templating import in_words

LONGEST_FILE_NAME = 80


class CertificateReplaced(ToolError):
    """The paper of one that another took the place of."""

    status = 410
    title = N_("This certificate was replaced")
    message = N_("There is another certificate in the place of this one, with your new name and a new code.")
    advice = N_("Go back to your certificates, and download the new one.")


@bp.post("/certificate")
def issue_certificate() -> ResponseReturnValue:
    """Issue the certificate of the module that this link shows; asked twice, it is the same one.

    Asked by somebody whom the platform calls something else now, it is another one in its place.
    """
    launch = current_launch()
    _refuse_preview(launch)
    module = shown(launch).localised(pick_locale("").language).module
    typed = request.form.get("name", "")
    try:
        certificates.issue(
            db.session(), launch, module, catalogue(), utcnow(), typed=typed, time_zone=str(known_zone() or "")
        )
    except (NameNeeded, NameTooLong) as problem:
        said = {"module": module, "problem": in_words(problem), "typed": typed[: 2 * LONGEST]}
        return render_template("certificates/name.html", **said), problem.status
    db.session.commit()
    return redirect(url_for("learner.module", launch_id=launch.id, _anchor="certificate"), 303)


@bp.get("/certificate.pdf")
def certificate_pdf() -> ResponseReturnValue:
    """The certificate to keep: a download, so that it stays in the frame whose cookie opens it."""
    launch = current_launch()
    return _file(launch, _sample(launch) if is_preview(launch) else _own(launch))


@bp.get("/certificates/<id:certificate_id>.pdf")
def own_certificate_pdf(certificate_id: int) -> ResponseReturnValue:
    """Any certificate of this person's, of whichever course."""
    launch = current_launch()
    issued = find_own(db.session(), launch, certificate_id)
    if issued is None:
        raise NotFound(N_("You have no such certificate."), advice=N_("Go back to your certificates."))
    return _file(launch, issued)


def _file(launch: Launch, issued: Certificate) -> ResponseReturnValue:
    if issued.state == State.REVOKED:
        raise CertificateRevoked
    if issued.state == State.REPLACED:
        raise CertificateReplaced
    from lti_tool.certificates.paper.pdf import draw_certificate  # half a second: only who prints pays for it

    words = word(issued, launch.locale, verify_url(issued.grouped_code))
    pdf = BytesIO(draw_certificate(words, issued.issued_at, scene_drawing(issued.module_id)))
    response = send_file(pdf, mimetype="application/pdf", as_attachment=True, download_name=file_name(words))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _own(launch: Launch) -> Certificate:
    issued = find_newest(db.session(), launch, placement_of(launch).module_id)
    if issued is None:
        raise NotFound(N_("You have no certificate for this module yet."), advice=N_("Go back to the module."))
    return issued


def _sample(launch: Launch) -> Certificate:
    module = shown(launch).localised(pick_locale("").language).module
    if not can_be_earned(module):
        raise NotFound(N_("This module gives no certificate."), advice=N_("Go back to the module."))
    return certificates.sample(module, catalogue(), gettext("Preview – not a certificate"), utcnow())


def file_name(words: Wording) -> str:
    """What the download is called: letters and digits of any script, nothing that a file system refuses."""
    text = unicodedata.normalize("NFC", f"{words.labels.heading} {words.title}")
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in text)
    return "-".join(kept.split())[:LONGEST_FILE_NAME].rstrip("-") + ".pdf"


def _refuse_preview(launch: Launch) -> None:
    if is_preview(launch):
        raise NotFound(N_("Only learners get a certificate."), advice=N_("Nothing was recorded."))
