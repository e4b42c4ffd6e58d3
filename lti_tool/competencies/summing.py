"""What several first attempts of one course add to its tallies together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.submitting import marked_items
from lti_tool.competencies.contribution import ItemSums, competency_points, item_sums, minutes_spent


@dataclass(slots=True)
class CourseSums:
    """Sums by module and digest, points and items asked by person and competency, attempts by module and minutes."""

    items: dict[tuple[str, str], ItemSums] = field(default_factory=dict)
    competencies: dict[tuple[int, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    minutes: Counter[tuple[str, int]] = field(default_factory=Counter)

    def add(self, session: Session, attempt: Attempt) -> None:
        """Add one first attempt that was handed in."""
        marked = marked_items(session, attempt)
        for digest, sums in item_sums(marked).items():
            self.items.setdefault((attempt.module_id, digest), ItemSums(sums.item_id)).add(sums)
        for code, (points, asked) in competency_points(marked).items():
            self.competencies[attempt.user_id, code].update({"points": points, "responses": asked})
        if attempt.submitted_at:
            seconds = (attempt.submitted_at - attempt.started_at).total_seconds()
            self.minutes[attempt.module_id, minutes_spent(seconds)] += 1


def sum_up(session: Session, attempts: Iterable[Attempt]) -> CourseSums:
    """What these first attempts, all of one course, add up to."""
    sums = CourseSums()
    for attempt in attempts:
        sums.add(session, attempt)
    return sums
