"""The transactions of reading back: which cells to look at, and what was seen there.

No lease is taken: a lane is one worker's at a time, and a look that is made twice changes nothing. What was seen is
written only where the score is still the one that was looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, case, exists, func, null, select, update
from sqlalchemy.orm import Session

from lti_tool.db import table_of
from lti_tool.delivery.due import due_afresh, make_many_due
from lti_tool.delivery.lanes import OpenLane, is_to_be_looked_at
from lti_tool.delivery.models import DeliveryState, ReadBack, ScoreDelivery
from lti_tool.delivery.reading_back.looking import FEW, Seen
from lti_tool.delivery.reading_back.verdicts import AGAIN, FIRST_LOOK, Cell, Verdict, again_after, judge
from lti_tool.lti.models import Deployment, Registration, ResourceLink, Status, User
from lti_tool.lti.services.ags.messages import Result, Window
from lti_tool.lti.services.ags.vocabulary import RESULT_SCOPE
from lti_tool.placements.models import Placement

AT_ONCE, WRITTEN_TOGETHER = 10_000, 500
_TABLE = table_of(ScoreDelivery)
_DUE = (
    select(
        ScoreDelivery.id,
        ScoreDelivery.look_at,
        ScoreDelivery.delivered_at,
        ScoreDelivery.score_given,
        ScoreDelivery.score_maximum,
        ScoreDelivery.told_before,
        ScoreDelivery.doubted,
        ScoreDelivery.read_back,
        ScoreDelivery.looks,
        ScoreDelivery.restores,
        User.id_on_platform.label("user_id"),
        ResourceLink.id.label("link_id"),
        ResourceLink.lineitem_url,
        ResourceLink.lineitems_url,
        ResourceLink.ags_scopes,
        Deployment.status,
    )
    .join(ScoreDelivery.placement)
    .join(Placement.resource_link)
    .join(ScoreDelivery.user)
    .join(Deployment, Deployment.id == User.deployment_id)
    .order_by(ScoreDelivery.look_at)
    .limit(AT_ONCE)
)
_NAMES = ("look_at", "looks", "restores", "read_back", "read_back_at", "read_back_given", "read_back_maximum")
_STILL = (  # for one statement with many rows
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("row_id"),
        _TABLE.c.state == DeliveryState.DELIVERED.value,
        _TABLE.c.delivered_at == bindparam("taken_at"),
        _TABLE.c.restores == bindparam("was_restoring"),  # else the person handed in again meanwhile
    )
    .execution_options(synchronize_session=False)
)
_SEEN = _STILL.values({name: bindparam(f"new_{name}") for name in _NAMES})
_NOT_SEEN = _STILL.values({name: bindparam(f"new_{name}") for name in ("look_at", "looks")})


@dataclass(frozen=True, slots=True)
class Column:
    """Cells of one gradebook column that are to be looked at, with what opening the gradebook takes.

    `people` is how many scores of ours the column has in all.
    """

    registration: Registration
    scopes: Sequence[str]
    lineitem_url: str | None
    lineitems_url: str | None
    is_open: bool
    window: Window = Window()  # noqa: RUF009  it is frozen; reading makes no column
    people: int = 0
    cells: list[Cell] = field(default_factory=list)

    @property
    def may_be_read(self) -> bool:
        """Whether the platform granted it, and the operator still lets this deployment in."""
        return self.is_open and bool(self.lineitem_url) and RESULT_SCOPE in self.scopes


def find_due(session: Session, lane: OpenLane, now: datetime) -> list[Column]:
    """The columns along a lane with cells to look at, those that waited longest first.

    What was sent a moment ago is taken along where something is to be looked at: the same read serves it.
    """
    soon = is_to_be_looked_at(now + FIRST_LOOK)
    rows = session.execute(_DUE.where(ScoreDelivery.lane_id == lane.id, soon)).all()
    if not rows or rows[0].look_at > now:
        return []
    columns: dict[int, Column] = {}
    for row in rows:
        column = columns.setdefault(row.link_id, _open(row, lane))
        column.cells.append(_cell(row))
    people = _count_people(session, [link_id for link_id, column in columns.items() if len(column.cells) > FEW])
    return [replace(column, people=people.get(link_id, 0)) for link_id, column in columns.items()]


def has_due_scores(session: Session, lane: OpenLane, now: datetime) -> bool:
    """Whether a score waits to be sent along the lane: it goes first."""
    due = exists().where(
        ScoreDelivery.lane_id == lane.id, ScoreDelivery.state == DeliveryState.DUE, ScoreDelivery.next_try_at <= now
    )
    return bool(session.scalar(select(due)))


def some_at_a_time(cells: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
    """As many as one transaction writes: on SQLite nobody else writes meanwhile."""
    return (cells[start : start + WRITTEN_TOGETHER] for start in range(0, len(cells), WRITTEN_TOGETHER))


def record(session: Session, cells: Sequence[Cell], seen: Seen, now: datetime) -> None:
    """Write down what was seen, and when to look again at what was not; a cell that was reset is filled again.

    The caller commits.
    """
    looked = [(cell, seen[cell.user_id]) for cell in cells if cell.user_id in seen]
    verdicts = [(cell, result, judge(cell, result)) for cell, result in looked]
    _execute(session, _SEEN, [_as_seen(*each, now) for each in verdicts])
    _look_later(session, [cell for cell in cells if cell.user_id not in seen], now)
    if lost := [cell.delivery_id for cell, _result, verdict in verdicts if verdict.restore]:
        is_taken = ScoreDelivery.state == DeliveryState.DELIVERED
        make_many_due(session, due_afresh(now), ScoreDelivery.id.in_(lost), is_taken)


def give_up(session: Session, cells: Sequence[Cell], now: datetime, *, for_good: bool) -> None:
    """A column could not be read: look again later, or no more. The caller commits."""
    if not for_good:
        _look_later(session, cells, now)
        return
    never = [_key(cell) | {"new_look_at": None, "new_looks": cell.looks} for cell in cells]
    _execute(session, _NOT_SEEN, never)


def postpone(session: Session, lane: OpenLane, now: datetime, least: timedelta) -> None:
    """The platform could not be asked: nothing along the lane is looked at before `least`. The caller commits."""
    waits = {looks: now + max(wait, least) for looks, wait in enumerate(AGAIN)}
    later = update(ScoreDelivery).where(ScoreDelivery.lane_id == lane.id, is_to_be_looked_at(now))
    look_at = case(waits, value=ScoreDelivery.looks, else_=null())
    session.execute(
        later.values(look_at=look_at, looks=ScoreDelivery.looks + 1).execution_options(synchronize_session=False)
    )


def _look_later(session: Session, cells: Sequence[Cell], now: datetime) -> None:
    rows = []
    for cell in cells:
        wait = again_after(cell.looks)
        rows.append(_key(cell) | {"new_look_at": now + wait if wait else None, "new_looks": cell.looks + 1})
    _execute(session, _NOT_SEEN, rows)


def _execute(session: Session, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(statement, rows)


def _key(cell: Cell) -> dict[str, Any]:
    return {"row_id": cell.delivery_id, "taken_at": cell.taken_at, "was_restoring": cell.restores}


def _as_seen(cell: Cell, result: Result, verdict: Verdict, now: datetime) -> dict[str, Any]:
    return _key(cell) | {
        "new_look_at": now + verdict.again if verdict.again else None,
        "new_looks": cell.looks + 1,
        "new_restores": False,
        "new_read_back": verdict.read_back.value,
        "new_read_back_at": now,
        "new_read_back_given": result.score,
        "new_read_back_maximum": result.maximum,
    }


def _count_people(session: Session, link_ids: Sequence[int]) -> dict[int, int]:
    query = select(Placement.resource_link_id, func.count()).join(
        ScoreDelivery, ScoreDelivery.placement_id == Placement.id
    )
    query = query.where(Placement.resource_link_id.in_(link_ids)).group_by(Placement.resource_link_id)
    return dict(session.execute(query).all()) if link_ids else {}


def _open(row: Row[*tuple[Any, ...]], lane: OpenLane) -> Column:
    is_open = row.status == Status.ACTIVE
    return Column(lane.registration, tuple(row.ags_scopes), row.lineitem_url, row.lineitems_url, is_open)


def _cell(row: Row[*tuple[Any, ...]]) -> Cell:
    olds = [*row.doubted, *([] if row.told_before is None else [row.told_before])]
    share = row.score_given / row.score_maximum
    return Cell(row.id, row.user_id, share, row.delivered_at, olds, ReadBack(row.read_back), row.looks, row.restores)
