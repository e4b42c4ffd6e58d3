"""The coordinator's report in words: on the page, and as lines of a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from lti_tool.competencies.privacy_floor import LEAST_PEOPLE
from lti_tool.content.model.wording.typography import straight
from lti_tool.coordinators.counts import LEAST_PERCENT, MOST_PERCENT, Share, ToldSkill
from lti_tool.coordinators.report import Course, Totals
from lti_tool.instructor.shared.told_shares import percent_words
from lti_tool.placements.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill and what is told of it."""

    code: str
    statement: str
    told: ToldSkill


def skill_rows(skills: Mapping[str, ToldSkill]) -> list[SkillRow]:
    """The widest gap first."""
    rows = [SkillRow(code, _statement(code), told) for code, told in skills.items()]
    return sorted(rows, key=lambda row: (row.told.percent, row.code))


def modules_of(modules: Collection[str], language: str) -> dict[str, str]:
    """The titles of some modules, in the catalogue's order; a module that left keeps its id."""
    known = [module.id for module in catalogue().placeable if module.id in modules]
    titles = {module_id: catalogue().localised(module_id, language).module.title for module_id in known}
    return titles | {module_id: module_id for module_id in sorted(set(modules).difference(known))}


def count_words(count: int) -> str:
    """A count in steps; none at all is told like a few."""
    return _("about %(number)s", number=count) if count else _few()


def csv_rows(courses: Iterable[Course], language: str) -> Iterator[Sequence[object]]:
    """The lines of the file: each course as it comes, and what they come to at the end."""
    yield (
        _("Course"),
        _("Kind"),
        _("Code"),
        _("Title"),
        _("People (about)"),
        _("Finished or started (about)"),
        _("Percent right (about)"),
    )
    totals = Totals()
    for course in courses:
        totals.add(course)
        title = course.title or _("A course without a title")
        yield title, _("course"), "", "", *_share_cells(course.learners), ""
        for module_id, name in modules_of(course.modules, language).items():
            yield title, _("module"), module_id, straight(name), *_share_cells(course.modules[module_id]), ""
        yield from _skill_lines(title, course.skills)
    yield from _skill_lines(_("All courses"), totals.skills)


def _skill_lines(title: str, skills: Mapping[str, ToldSkill]) -> Iterator[Sequence[object]]:
    for code, told in sorted(skills.items()):
        yield title, _("skill"), code, _statement(code), told.people, "", _percent_cell(told.percent)


def _share_cells(share: Share) -> tuple[object, object]:
    return share.group or _few(), share.did or _few()


def _percent_cell(percent: int) -> object:
    return percent if LEAST_PERCENT < percent < MOST_PERCENT else percent_words(percent)


def _few() -> str:
    return _("fewer than %(least)s", least=LEAST_PEOPLE)


def _statement(code: str) -> str:
    found = catalogue().competency(code)
    return found.statement if found else code
