"""Dates of somebody's own that cannot be, together with whatever else holds for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lti_tool.placements.contradictions import Contradiction, contradictions_within
from lti_tool.placements.dates import DATES, Said
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import QuizSettings


def find_own_contradictions(
    said: Mapping[Placement, Iterable[Said]], new: Said
) -> Iterator[tuple[Placement, Contradiction]]:
    """Where new dates would leave somebody with ones that contradict each other, `said` being all they have at a link.

    What contradicts without the new dates is told where those are set.
    """
    for placement, known in said.items():
        others = [each for each in known if (each.source, each.is_for_course) != (new.source, new.is_for_course)]
        dates = placement.dates_for([*others, new])
        if not any(source == new.source for source in dates.sources.values()):
            continue
        held = QuizSettings(**{name: getattr(dates, name) for name in DATES})
        yield from ((placement, each) for each in contradictions_within(held))
