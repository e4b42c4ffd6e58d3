"""What a module holds, in numbers: for a table, and for whoever plans what to write next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lti_tool.content.checking.lint.prose import prose_of
from lti_tool.content.checking.lint.reading_level import mean_grade, reading_grade
from lti_tool.content.source.module import ModuleInFolder


@dataclass(frozen=True)
class Measures:
    """One module; grades are Flesch-Kincaid's, 0 where there is nothing to read."""

    module_id: str
    title: str
    minutes: int
    lessons: int
    activities: int
    items: int
    lesson_grade: float
    item_grade: float


def measure(modules: Sequence[ModuleInFolder], order: Sequence[str]) -> list[Measures]:
    """Return the measures of all modules that can be read, in the catalogue's order."""
    place = {module_id: index for index, module_id in enumerate(order)}
    found = list(_measured(modules))
    return sorted(found, key=lambda each: place.get(each.module_id, len(place)))


def _measured(modules: Sequence[ModuleInFolder]) -> Iterator[Measures]:
    for module in modules:
        if module.plan is None:
            continue
        yield Measures(
            module_id=module.plan.id,
            title=module.plan.title,
            minutes=module.plan.minutes,
            lessons=len(module.lessons),
            activities=sum(len(lesson.activities) for lesson in module.lessons),
            items=len(module.bank),
            lesson_grade=reading_grade([said for lesson in module.lessons for said in prose_of(lesson.prose)]),
            item_grade=mean_grade(module.bank),
        )
