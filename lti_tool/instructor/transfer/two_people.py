"""What another member of staff said of a piece of work since its page was opened."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Field, Meanwhile
from lti_tool.lti.models import Launch
from lti_tool.transfer.form import LinesForm
from lti_tool.transfer.models import STAFF, DeskCheck, WorkSample


def opened(session: Session, sample: WorkSample) -> Meanwhile:
    """For a page that shows what was said so far."""
    return meanwhile.opened(_facts(_check(session, sample)))


def compare(session: Session, launch: Launch, sample: WorkSample, form: LinesForm) -> Meanwhile:
    """What was chosen and typed against what staff said last."""
    check = _check(session, sample)
    saver = meanwhile.name_saver(session, launch, check.made_by_id, check.checked_at) if check else None
    stored, typed = _facts(check), {str(line): is_met for line, is_met in form.pairs} | {"note": form.note}
    fields = {name: Field(name, _say) for name in typed} | {"note": Field(_("A note"))}
    return meanwhile.compare(stored, typed, fields, lambda _name: saver)


def _check(session: Session, sample: WorkSample) -> DeskCheck | None:
    return session.scalar(select(DeskCheck).filter_by(sample_id=sample.id, checked_as=STAFF))


def _facts(check: DeskCheck | None) -> dict[str, Any]:
    lines = {str(line): is_met for line, is_met in check.lines} if check else {}
    return lines | {"note": check.note if check else ""}


def _say(is_met: bool | None) -> str:
    if is_met is None:
        return "–"
    return _("Met") if is_met else _("Not yet")
