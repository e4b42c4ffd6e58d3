"""What somebody else set of a person's or a branch's own dates since their page was opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction
from lti_tool.instructor.dates.page import OwnDatesPage
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.date_words import date_label
from lti_tool.instructor.shared.meanwhile import Facts, Field, Meanwhile
from lti_tool.lti.models import Launch
from lti_tool.placements.dates import DATES
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.setting import Moments
from lti_tool.placements.words import UNSET
from lti_tool.templating import format_datetime

IN_COURSE = 0


def dates_opened(page: OwnDatesPage) -> Meanwhile:
    """For the page, which shows what is set at every link and in the course: a fingerprint for each of them."""
    places = [IN_COURSE, *(each.id for each in page.titles)]
    return _carried({str(place): meanwhile.fingerprint(_facts(page, place)) for place in places})


def compare_dates(
    session: Session, launch: Launch, page: OwnDatesPage, at: Placement | None, moments: Moments
) -> Meanwhile:
    """What is set at one of them against what was typed for it; what was set elsewhere meanwhile is no question."""
    place = at.id if at else IN_COURSE
    seen = _read(meanwhile.as_sent().seen)
    whose = page.subject.whose

    def tells(facts: Facts, _name: str) -> bool:
        named = facts.get("user") if whose.branch_id is None else facts.get("branch_id")
        return named == (whose.user_id or whose.branch_id) and facts.get("placement", IN_COURSE) == place

    found = meanwhile.compare(
        _facts(page, place),
        {name: moments.get(name) for name in DATES},
        {name: Field(date_label(name), lambda at: format_datetime(at) or UNSET) for name in DATES},
        meanwhile.saver_in_log(session, launch, [CourseAction.OWN_DATES_SET, CourseAction.BRANCH_DATES_SET], tells),
        seen.get(str(place), ""),
    )
    return Meanwhile(_carried(seen | {str(place): found.seen}).seen, found.differences)


def _facts(page: OwnDatesPage, place: int) -> dict[str, Any]:
    own = page.own.get(place or None)
    return {name: getattr(own, name, None) for name in DATES}


def _carried(seen: dict[str, str]) -> Meanwhile:
    return Meanwhile(" ".join(f"{place}:{found}" for place, found in seen.items()))


def _read(text: str) -> dict[str, str]:
    pairs = (each.partition(":") for each in text.split())
    return {place: found for place, _colon, found in pairs}
