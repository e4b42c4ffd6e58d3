"""What the course page shows, in a number of statements that does not grow with the course."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rounds import links_taken_part_at
from lti_tool.content.model import Module
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.learner.course_links import open_url
from lti_tool.learner.module.page import minutes_left
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch, ResourceLink
from lti_tool.lti.records.siblings import launched_links
from lti_tool.placements.accommodations import placements_with_dates
from lti_tool.placements.course_terms import of_this_term
from lti_tool.placements.dates import Dates, Said
from lti_tool.placements.models import Placement
from lti_tool.placements.picking.chosen import not_opened_yet
from lti_tool.placements.settings import QuizOpens
from lti_tool.placements.shown import shown_at
from lti_tool.progress.lessons import lessons_done_in
from lti_tool.refreshing.offering import is_own_link


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One module of the course. `may_open` says that there is something to do in it from here.

    `waits_for_lms` says that its quiz opens only once this person has opened the module's link in the LMS.
    """

    module: Module
    open_url: str
    may_open: bool
    waits_for_lms: bool
    is_here: bool
    lessons_done: int
    minutes_left: int
    is_passed: bool
    has_tried: bool
    due_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        is_for_reading = self.module.quiz is None and self.module.kind == "module"
        return self.lessons_done == len(self.module.lessons) and (self.is_passed or is_for_reading)

    @property
    def is_begun(self) -> bool:
        """Whether something has been done."""
        return self.lessons_done > 0 or self.has_tried


def course_rows(session: Session, launch: Launch, catalogue: Catalogue, language: str) -> list[CourseRow]:
    """Every module of this course, placed or chosen in the picker, in the catalogue's order; refreshers last."""
    said: dict[Placement, list[Said]] = placements_with_dates(session, launch.context_id, launch.user_id)
    done = lessons_done_in(session, launch)
    tries = _attempts(session, launch)
    launched = launched_links(session, launch)
    refreshers = [each.id for each in said if is_own_link(each)]
    taken_part = links_taken_part_at(session, launch.user_id, refreshers)
    order = {module.id: place for place, module in enumerate(catalogue.modules)}
    rows = []
    said |= {chosen: [] for chosen in not_opened_yet(session, launch.context_id)}
    for placement in sorted(said, key=lambda each: (order.get(each.module_id, len(order)), each.id or 0)):
        original = catalogue.module(placement.module_id)
        if original is None:
            continue
        module = shown_at(session, placement, original).localised(language).module
        mine = [each for each in of_this_term(placement, tries[placement.id]) if each.module_id == module.id]
        dates = placement.dates_for(said[placement])
        rows.append(
            _row(launch, placement, module, done, mine, placement.resource_link_id in launched, dates, taken_part)
        )
    return rows


def total_minutes_left(rows: Sequence[CourseRow]) -> int:
    """About how long the rest of the course takes."""
    return sum(row.minutes_left for row in rows)


def _row(
    launch: Launch,
    placement: Placement,
    module: Module,
    done: set[str],
    mine: Sequence[Attempt],
    is_launched: bool,
    dates: Dates,
    taken_part: Collection[int],
) -> CourseRow:
    opens_whole = is_launched or (placement.id is not None and _may_open_here(launch, placement))
    opens_lessons = bool(module.lessons) and not is_preview(launch)
    finished = _has_finished(placement, mine, taken_part)
    return CourseRow(
        module=module,
        open_url=open_url(launch, placement),
        may_open=opens_whole or opens_lessons,
        waits_for_lms=not opens_whole and (module.quiz is not None or not opens_lessons),
        is_here=_is_here(launch, placement),
        lessons_done=sum(lesson.id in done for lesson in module.lessons),
        minutes_left=0 if module.kind != "module" and finished else minutes_left(module, done, mine),
        is_passed=finished,
        has_tried=bool(mine),
        due_at=dates.due_at,
        opens_at=dates.opens_at,
        closes_at=dates.closes_at,
    )


def _may_open_here(launch: Launch, placement: Placement) -> bool:
    return is_preview(launch) or placement.settings.quiz_opens == QuizOpens.FROM_COURSE_PAGE


def _has_finished(placement: Placement, mine: Sequence[Attempt], taken_part: Collection[int]) -> bool:
    handed_in = (each.passed or (each.submitted_at and each.kind == "preassessment") for each in mine)
    return placement.id in taken_part or any(handed_in)


def _is_here(launch: Launch, placement: Placement) -> bool:
    if placement.resource_link_id is None:
        return launch.resource_link_id is None and launch.opened_in_place == placement.module_id
    return placement.resource_link_id == launch.resource_link_id


def _attempts(session: Session, launch: Launch) -> dict[int, list[Attempt]]:
    query = (
        select(Attempt)
        .join(Attempt.placement)
        .join(Placement.resource_link)
        .where(
            Attempt.user_id == launch.user_id,
            Attempt.is_preview == is_preview(launch),
            ResourceLink.context_id == launch.context_id,
        )
        .order_by(Attempt.number)
    )
    by_placement: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in session.scalars(query):
        by_placement[attempt.placement_id].append(attempt)
    return by_placement
