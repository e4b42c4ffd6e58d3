"""What the pages at the desk show, and the part of the module page that leads there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.content.model.desk import Desk
from lti_tool.content.model.wording.localised import Localised
from lti_tool.errors import N_, NotFound
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.placements.shown import shown
from lti_tool.templating import page_language
from lti_tool.transfer.checking import staffs_word
from lti_tool.transfer.follow_up import Day, completed_at, days_after


class NothingAtTheDesk(NotFound):
    """A module that asks nothing at the desk."""

    message = N_("This module asks nothing at your desk.")


@dataclass(frozen=True, slots=True)
class AtTheDesk:
    """What a module asks at the desk, in the page's language where it is translated, else in `language`.

    `met` is how many of the three lines staff found met in the newest work that was handed in; None while it waits.
    """

    module_id: str
    title: str
    desk: Desk
    language: str
    days: tuple[Day, ...] = ()
    met: int | None = None


def asked_here(launch: Launch) -> AtTheDesk:
    """What the module of the launch's link asks; raises NothingAtTheDesk."""
    found = _asked(shown(launch).localised(page_language()))
    if found is None:
        raise NothingAtTheDesk
    return found


def part_of_module_page(
    session: Session,
    launch: Launch,
    localised: Localised,
    done: Collection[str],
    tries: Sequence[Attempt],
    now: datetime,
) -> AtTheDesk | None:
    """The same with what staff said of the work, and the three days once the module is completed.

    None where the module asks nothing. Before somebody begins, the page costs no statement more: it is met most often.
    """
    asked = _asked(localised)
    if asked is None or is_preview(launch) or not (done or tries):
        return asked
    word = staffs_word(session, launch, asked.module_id)
    days = days_after(completed_at(session, launch, localised.module, done, tries), now)
    return replace(asked, days=days, met=word.met if word else None)


def _asked(localised: Localised) -> AtTheDesk | None:
    module = localised.module
    if module.desk is None:
        return None
    return AtTheDesk(module.id, module.title, module.desk, localised.language_of_desk(page_language()))
