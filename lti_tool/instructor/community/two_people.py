"""What somebody else decided on a contribution since its page was opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lti_tool.community.models import Contribution
from lti_tool.community.moderating import DECLINED, SHOWN
from lti_tool.errors import N_
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Field, Meanwhile
from lti_tool.lti.models import Launch
from lti_tool.placements.words import UNSET
from lti_tool.templating import translate

STATES = {SHOWN: N_("Shown to everybody"), DECLINED: N_("Not shown")}


@dataclass(frozen=True, slots=True)
class Asking:
    """A contribution about which a page asks: the decision that was pressed, and the answer that was typed."""

    contribution_id: int
    found: Meanwhile
    decision: str
    answer: str


def contribution_opened(contribution: Contribution) -> Meanwhile:
    """For the form of a contribution."""
    return meanwhile.opened(_facts(contribution))


def compare_decision(
    session: Session, launch: Launch, contribution: Contribution, decision: str, answer: str
) -> Meanwhile:
    """What is decided against what was pressed and typed."""
    at, by = contribution.moderated_at, contribution.moderated_by_id
    saver = meanwhile.name_saver(session, launch, by, at) if at else None
    fields = {
        "decision": Field(_("Decision"), lambda value: translate(STATES[value]) if value in STATES else UNSET),
        "answer": Field(_("Your answer to them (if you like)"), lambda value: value or UNSET),
    }
    typed = {"decision": decision, "answer": answer}
    return meanwhile.compare(_facts(contribution), typed, fields, lambda _name: saver)


def _facts(contribution: Contribution) -> dict[str, Any]:
    return {"decision": contribution.state, "answer": contribution.answer}
