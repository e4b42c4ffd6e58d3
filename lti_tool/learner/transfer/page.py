"""What the pages at the desk show, and the part of the module page that leads there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.content.model.desk import Desk
from lti_tool.content.model.localised import Localised
from lti_tool.errors import N_, NotFound
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.placements.shown import Shown, shown
from lti_tool.templating import page_language
from lti_tool.transfer.follow_up import Day, completed_at, days_after


class NothingAtTheDesk(NotFound):
    """A module that asks nothing at the desk."""

    message = N_("This module asks nothing at your desk.")


@dataclass(frozen=True, slots=True)
class AtTheDesk:
    """What a module asks at the desk, in the page's language where it is translated, else in `language`."""

    module_id: str
    title: str
    desk: Desk
    language: str
    days: tuple[Day, ...] = ()


def asked_here(launch: Launch) -> AtTheDesk:
    """What the module of the launch's link asks; raises NothingAtTheDesk."""
    found = _asked(shown(launch).localised(page_language()))
    if found is None:
        raise NothingAtTheDesk
    return found


def part_of_module_page(
    session: Session, launch: Launch, found: Shown, done: Collection[str], tries: Sequence[Attempt], now: datetime
) -> AtTheDesk | None:
    """The same with the three days, once the module is completed; None where it asks nothing."""
    localised = found.localised(page_language())
    if localised.module.desk is None or is_preview(launch):
        return _asked(localised)
    return _asked(localised, days_after(completed_at(session, launch, found.module, done, tries), now))


def _asked(localised: Localised, days: tuple[Day, ...] = ()) -> AtTheDesk | None:
    module = localised.module
    if module.desk is None:
        return None
    return AtTheDesk(module.id, module.title, module.desk, localised.language_of_desk(page_language()), days)
