"""The coordinator's report in words: on the page, and as lines of a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from lti_tool.competencies.privacy_floor import LEAST_PEOPLE, Group
from lti_tool.coordinators.counts import Share, Told
from lti_tool.coordinators.report import SIXTIETHS, StreamedReport
from lti_tool.placements.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill and how much of it first attempts got right, in percent."""

    code: str
    statement: str
    people: int
    responses: int
    percent: int


def skill_rows(cells: Mapping[str, Group]) -> list[SkillRow]:
    """Skills that may be told, the widest gap first."""
    rows = [
        SkillRow(code, _statement(code), group.people, group.responses, percent_of(group))
        for code, group in cells.items()
    ]
    return sorted(rows, key=lambda row: (row.percent, row.code))


def percent_of(group: Group) -> int:
    """What was earned of what could be, in whole percent."""
    return round(100 * group.points / (SIXTIETHS * group.responses)) if group.responses else 0


def modules_of(modules: Collection[str], language: str) -> dict[str, str]:
    """The titles of some modules, in the catalogue's order; a module that left keeps its id."""
    known = [module.id for module in catalogue().modules if module.id in modules]
    titles = {module_id: catalogue().localised(module_id, language).module.title for module_id in known}
    return titles | {module_id: module_id for module_id in sorted(set(modules).difference(known))}


def group_words(share: Share) -> str:
    """How many people a group has, if that may be told."""
    return str(share.group) if share.is_group_told else _("fewer than %(least)s", least=LEAST_PEOPLE)


def did_words(share: Share) -> str:
    """How many of a group did something, as far as it may be told."""
    few = _("fewer than %(least)s", least=LEAST_PEOPLE)
    words = {
        Told.EXACTLY: str(share.did),
        Told.FEW: few,
        Told.ALMOST_ALL: _("all or almost all"),
        Told.NOTHING: _("withheld"),
    }
    return words[share.told]


def csv_rows(report: StreamedReport, language: str) -> Iterator[Sequence[object]]:
    """The lines of the file: each course as it comes, and what they come to at the end."""
    yield (
        _("Course"),
        _("Kind"),
        _("Code"),
        _("Title"),
        _("People"),
        _("Finished or started"),
        _("Answers"),
        _("Percent right"),
    )
    for course in report.courses:
        title = course.title or _("A course without a title")
        yield title, _("course"), "", "", group_words(course.learners), did_words(course.learners), "", ""
        yield from _module_lines(title, course.modules, language)
        yield from _skill_lines(title, course.skills, course.shown_skills)
    yield from _skill_lines(_("All courses"), report.skills, report.skills)


def _module_lines(title: str, modules: Mapping[str, Share], language: str) -> Iterator[Sequence[object]]:
    for module_id, name in modules_of(modules.keys(), language).items():
        share = modules[module_id]
        yield title, _("module"), module_id, name, group_words(share), did_words(share), "", ""


def _skill_lines(title: str, skills: Mapping[str, Group], shown: Iterable[str]) -> Iterator[Sequence[object]]:
    told = set(shown)
    for code, group in sorted(skills.items()):
        if code in told:
            cells: tuple[object, ...] = (group.people, "", group.responses, percent_of(group))
        else:
            cells = (_("withheld"), "", _("withheld"), _("withheld"))
        yield title, _("skill"), code, _statement(code), *cells


def _statement(code: str) -> str:
    found = catalogue().competency(code)
    return found.statement if found else code
