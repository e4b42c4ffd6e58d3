"""Competency by branch: how well people did in each on their first attempts, from tallies."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lti_tool.competencies.models import CompetencyTally
from lti_tool.competencies.privacy_floor import Group, shown_cells
from lti_tool.quizzes.scoring import FINEST_MARK


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell; `share` (0..1) is None if it may not be shown, `is_empty` if there is nobody in it."""

    share: float | None
    people: int
    is_empty: bool


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One competency: the whole course, and each branch by its id (None: people without one)."""

    competency: str
    everybody: HeatCell
    cells: dict[int | None, HeatCell]


def heat_rows(session: Session, context_id: int) -> list[HeatRow]:
    """One row per competency, weakest first, in one statement however many people there are."""
    by_competency: dict[str, dict[int | None, Group]] = {}
    for code, branch_id, people, points, responses in session.execute(_query(context_id)):
        by_competency.setdefault(code, {})[branch_id] = Group(people, int(points), int(responses))
    rows = [_row(code, groups) for code, groups in by_competency.items()]
    return sorted(rows, key=lambda row: (row.everybody.share is None, row.everybody.share or 0, row.competency))


def _query(context_id: int) -> Select[str, int | None, int, int, int]:
    branch = CompetencyTally.branch_id
    return (
        select(
            CompetencyTally.competency,
            branch,
            func.count(),
            func.sum(CompetencyTally.points),
            func.sum(CompetencyTally.responses),
        )
        .where(CompetencyTally.context_id == context_id)
        .group_by(CompetencyTally.competency, branch)
    )


def _row(code: str, groups: dict[int | None, Group]) -> HeatRow:
    shown = shown_cells(groups)
    everybody = sum(groups.values(), Group())
    cells = {branch_id: _cell(group, branch_id in shown) for branch_id, group in groups.items()}
    return HeatRow(code, _cell(everybody, everybody.is_large), cells)


def _cell(group: Group, is_shown: bool) -> HeatCell:
    share = group.points / (FINEST_MARK * group.responses) if is_shown and group.responses else None
    return HeatCell(share, group.people if is_shown else 0, not group.people)
