"""Looking along one lane at what became of its scores, behind those that are due. No transaction is open in a call."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from lti_tool.delivery import lanes
from lti_tool.delivery.lanes import OpenLane
from lti_tool.delivery.reading_back import ledger
from lti_tool.delivery.reading_back.ledger import Column
from lti_tool.delivery.reading_back.looking import Seen, look
from lti_tool.delivery.reading_back.verdicts import Cell
from lti_tool.delivery.rounds import Manner, Services
from lti_tool.delivery.tries.failures import explain
from lti_tool.errors import ToolError
from lti_tool.lti.services.pages import OddPage

logger = logging.getLogger(__name__)


class LookRound:
    """Reads column after column until nothing is left to look at, a score falls due, or the lane is lost."""

    def __init__(self, services: Services, lane: OpenLane, holder: str, manner: Manner) -> None:
        self._services, self._lane, self._holder, self._manner = services, lane, holder, manner
        self._is_over = False

    def run(self) -> None:
        """Look at what is to be looked at now; nothing that goes wrong with a platform is raised."""
        with self._services.session_factory() as session:
            session.connection(execution_options={"reads_only": True})
            columns = ledger.find_due(session, self._lane, self._manner.clock())
        for column in columns:
            if self._is_over or self._manner.should_stop():
                return
            self._look_at(column)

    def _look_at(self, column: Column) -> None:
        if not column.may_be_read:
            self._write(lambda session: ledger.give_up(session, column.cells, self._manner.clock(), for_good=True))
            return
        left = {cell.delivery_id: cell for cell in column.cells}
        try:
            gradebook = self._manner.open_gradebook(self._services, column)
            for cells, seen in look(gradebook, str(column.lineitem_url), column.cells, column.people):
                for some in ledger.some_at_a_time(cells):
                    self._write(partial(self._note_seen, cells=some, seen=seen))
                    for cell in some:
                        del left[cell.delivery_id]
                if self._is_over or self._manner.should_stop():
                    return
        except ToolError as error:
            self._note_trouble(list(left.values()), error)

    def _note_seen(self, session: Session, *, cells: Sequence[Cell], seen: Seen) -> None:
        ledger.record(session, cells, seen, self._manner.clock())
        lanes.recover(session, self._lane.id, 0)

    def _note_trouble(self, cells: Sequence[Cell], error: ToolError) -> None:
        """Asked to slow down, the whole lane does; a platform that does not answer is read later; else the column."""
        setback, now = explain(error), self._manner.clock()
        logger.info("reading back %s scores: %s", len(cells), error)

        def write(session: Session) -> None:
            if setback.is_throttled:
                lanes.pause(session, self._lane.id, now, setback.reason, setback.retry_after, throttled=True)
            if setback.rests_platform:
                ledger.postpone(session, self._lane, now, setback.retry_after or timedelta())
            else:
                ledger.give_up(
                    session, cells, now, for_good=setback.patience is None and not isinstance(error, OddPage)
                )

        self._write(write)
        self._is_over = self._is_over or setback.rests_platform

    def _write(self, write: Callable[[Session], None]) -> None:
        """One transaction: what was seen, the lane held on to, and whether a score is due, which goes first."""
        with self._services.session_factory() as session:
            write(session)
            now = self._manner.clock()
            is_kept = lanes.keep(session, self._lane.id, self._holder, now)
            self._is_over = self._is_over or not is_kept or ledger.has_due_scores(session, self._lane, now)
            session.commit()
