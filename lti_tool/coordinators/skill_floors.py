"""Which courses' skills may be told beside their sums over all courses: a row of cells for each skill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from lti_tool.competencies.privacy_floor import LEAST_PEOPLE, Group, RowFloor

Cells = dict[str, Group]


class SkillFloors:
    """Holds a few sums for each skill, however many courses are noted."""

    def __init__(self, cells: Iterable[tuple[int, str, Group]]) -> None:
        self._rows: dict[str, RowFloor] = defaultdict(RowFloor)
        for context_id, code, group in cells:
            self._rows[code].note(context_id, group)

    def shown(self, context_id: int, skills: Mapping[str, Group]) -> set[str]:
        """The skills of one course that may be told."""
        return {code for code, group in skills.items() if self._rows[code].shows(context_id, group)}

    def sums(self, people: Mapping[str, int]) -> Cells:
        """What the courses come to in each skill, where that may stand beside them; `people` counts each once."""
        found = {}
        for code, row in self._rows.items():
            told = row.whole.people - row.withheld.people
            whole = Group(people[code], row.whole.points, row.whole.responses)
            # Somebody in two courses must not make a withheld group look larger than it is.
            is_safe = not row.withheld.people or people[code] - told >= LEAST_PEOPLE
            if whole.is_large and is_safe:
                found[code] = whole
        return found
