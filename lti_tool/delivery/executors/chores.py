"""What must happen without being asked, whoever sees to it; and telling what goes wrong with it, once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lti_tool.delivery.sending import describe_harmlessly
from lti_tool.errors import ToolError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do every so many seconds, before grades are looked at; 0 is each time that they are.

    Those with a name in `aside` are done in a thread of that name, one after the other: no grade waits for them.
    """

    name: str
    run: Callable[[datetime], object]
    every_s: float = 0.0
    aside: str = ""


class Attempts:
    """Tries things of which none may end the thread that does them."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}

    def do(self, name: str, run: Callable[[], object]) -> bool:
        """Whether it went well. A trouble is logged when it is news: a database that is down is not every second."""
        try:
            run()
        except ToolError as problem:
            self._tell(name, problem.message)
        except Exception as error:  # whatever broke, it is tried again
            self._tell(name, describe_harmlessly(error))
        else:
            self._told.pop(name, None)
            return True
        return False

    def _tell(self, name: str, trouble: str) -> None:
        if self._told.get(name) != trouble:
            logger.error("%s: %s", name, trouble)
        self._told[name] = trouble
