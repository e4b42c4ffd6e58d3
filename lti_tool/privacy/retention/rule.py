"""What a term is about, and how that is found, counted and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.audit import Actor
from lti_tool.settings import Settings

Portion = Sequence[int | str]
"""Keys of what goes in one transaction."""


@dataclass(frozen=True, slots=True)
class Found:
    """Portions of what is over, in one stretch of a table.

    `reached` is the key up to which it was looked, from where it goes on; 0 where nothing lies beyond.
    """

    portions: Sequence[Portion]
    reached: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One time that terms are kept: on whose behalf, at what moment, and by which settings."""

    settings: Settings
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """One term. `count` and `find` only read.

    `find` looks for what is over behind a key, in one stretch, so that it reads as much of a small table as of a large
    one, and gives portions of it, not always all; `forget` deletes one within the caller's transaction, looks again
    whether it is still over, and returns how much went. `count` reads all there is.
    """

    name: str
    setting: str
    count: Callable[[Session, datetime], int]
    find: Callable[[Session, datetime, int], Found]
    forget: Callable[[Session, Portion, datetime, Run], int]

    def before(self, run: Run) -> datetime:
        """Whatever was last touched before this moment is over."""
        return run.settings.before(self.setting, run.now)
