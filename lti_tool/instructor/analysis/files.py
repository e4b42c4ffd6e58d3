"""What “Questions and skills” shows, as lines of files for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask_babel import gettext as _

from lti_tool.branches.models import Branch
from lti_tool.competencies.heat_map import HeatCell, HeatRow
from lti_tool.content.markdown import plain_words
from lti_tool.instructor.analysis.page import ItemLine
from lti_tool.instructor.analysis.words import FLAG_WORDS
from lti_tool.instructor.shared.share_steps import FEW
from lti_tool.templating import translate


def question_rows(title: str, lines: Iterable[ItemLine], skills: Mapping[str, str]) -> Iterator[Sequence[object]]:
    """The head, and a line for each question of a module, the hardest first."""
    yield [
        _("Module"),
        _("Question"),
        _("Skill"),
        _("Answers"),
        _("Few answers"),
        _("Points earned, percent"),
        _("With the rest, −1 to 1"),
        _("Certain"),
        _("Certain and wrong"),
        _("Left empty or half answered"),
        _("Worth a look"),
        _("What was chosen"),
        _("Id of the question"),
        _("Version"),
    ]
    for line in lines:
        yield [
            title,
            line.words,
            skills.get(line.item.competency, line.item.competency),
            line.sums.responses,
            _("yes") if line.sums.responses < FEW else _("no"),
            round(line.facility * 100, 1),
            "" if line.correlation is None else round(line.correlation, 2),
            line.sums.confident,
            line.sums.confident_wrong,
            line.sums.unanswered,
            " ".join(translate(FLAG_WORDS[flag]) for flag in line.flags),
            " | ".join(_chosen(line)),
            line.item.id,
            line.item.version,
        ]


def skill_rows(
    rows: Iterable[HeatRow], branches: Sequence[Branch], skills: Mapping[str, str]
) -> Iterator[list[object]]:
    """The head, and a line for each skill and branch; a cell that the page withholds is withheld here."""
    yield [_("Skill"), _("Branch"), _("People"), _("Points earned, percent")]
    names: list[tuple[int | None, str]] = [(each.id, each.name) for each in branches]
    for row in rows:
        skill = skills.get(row.competency, row.competency)
        yield [skill, _("Everybody"), *_cell(row.everybody)]
        for branch_id, name in [*names, *([(None, _("No branch"))] if names else [])]:
            if branch_id in row.cells and not row.cells[branch_id].is_empty:
                yield [skill, name, *_cell(row.cells[branch_id])]


def _chosen(line: ItemLine) -> Iterator[str]:
    for choice in line.choices:
        is_right = f" ({_('Right')})" if choice.is_right else ""
        yield f"{choice.count} × {plain_words(choice.words)}{is_right}"


def _cell(cell: HeatCell) -> list[object]:
    return [_("Withheld")] * 2 if cell.share is None else [cell.people, round(cell.share * 100)]
