"""Getting one's certificate, and its PDF."""

from __future__ import annotations

import unicodedata
from io import BytesIO

from flask import current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lti_tool.certificates import service as certificates
from lti_tool.certificates.models import Certificate
from lti_tool.certificates.names import NameNeeded, NameTooLong
from lti_tool.certificates.rules import can_be_earned
from lti_tool.certificates.wording import Wording, pick_locale, word
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.learner.blueprint import bp
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.shown import placement_of, shown
from lti_tool.templating import in_words

LONGEST_FILE_NAME = 80


@bp.post("/certificate")
def issue_certificate() -> ResponseReturnValue:
    """Issue the certificate of the module that this link shows; asked twice, it is the same one."""
    launch = current_launch()
    _refuse_preview(launch)
    module = shown(launch).localised(pick_locale("").language).module
    typed = request.form.get("name", "")
    try:
        certificates.issue(db.session(), launch, module, catalogue(), utcnow(), typed=typed)
    except (NameNeeded, NameTooLong) as problem:
        said = {"module": module, "problem": in_words(problem), "typed": typed[:200]}
        return render_template("certificates/name.html", **said), problem.status
    db.session.commit()
    return redirect(url_for("learner.module", launch_id=launch.id, _anchor="certificate"), 303)


@bp.get("/certificate.pdf")
def certificate_pdf() -> ResponseReturnValue:
    """The certificate to keep: a download, so that it stays in the frame whose cookie opens it."""
    launch = current_launch()
    issued = _sample(launch) if is_preview(launch) else _own(launch)
    from lti_tool.certificates.pdf import draw_certificate  # half a second: only who prints pays for it

    words = word(issued, launch.locale, _verify_url(issued))
    pdf = BytesIO(draw_certificate(words, issued.issued_at))
    response = send_file(pdf, mimetype="application/pdf", as_attachment=True, download_name=file_name(words))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _own(launch: Launch) -> Certificate:
    issued = certificates.find_or_none(db.session(), launch, placement_of(launch).module_id)
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


def _verify_url(certificate: Certificate) -> str:
    base: str = current_app.extensions["settings"].base_url
    return base + url_for("certificates.verify", code=certificate.grouped_code)


def _refuse_preview(launch: Launch) -> None:
    if is_preview(launch):
        raise NotFound(N_("Only learners get a certificate."), advice=N_("Nothing was recorded."))
