"""The figures of one course: as they are counted, and as they are told. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lti_tool.competencies.privacy_floor import Group
from lti_tool.coordinators.counts import Share, is_news

Cells = dict[str, Group]


@dataclass(slots=True)
class Figures:
    """Learners and those who began, the same of each module and those who finished it, and first attempts by skill."""

    learners: Share = field(default_factory=Share)
    modules: dict[str, Share] = field(default_factory=dict)
    skills: Cells = field(default_factory=dict)

    def told_after(self, before: Figures) -> Figures:
        """What to tell now; whatever too few are new in stays as it was told, whoever has left since."""
        news = {code: group for code, group in self.skills.items() if is_news(group, before.skills.get(code, Group()))}
        modules = {
            module_id: share.stepped(before.modules.get(module_id, Share()))
            for module_id, share in self.modules.items()
        }
        return Figures(self.learners.stepped(before.learners), modules, before.skills | news)

    def as_json(self) -> dict[str, Any]:
        """To be stored."""
        return {
            "learners": [self.learners.group, self.learners.did],
            "modules": {module_id: [share.group, share.did] for module_id, share in self.modules.items()},
            "skills": {code: [each.people, each.points, each.responses] for code, each in self.skills.items()},
        }

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> Figures:
        """As they were stored."""
        return cls(
            Share(*stored["learners"]),
            {module_id: Share(*numbers) for module_id, numbers in stored["modules"].items()},
            {code: Group(*numbers) for code, numbers in stored["skills"].items()},
        )
