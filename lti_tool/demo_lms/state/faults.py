"""Ways in which the platform can be told to misbehave, as real ones do."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, fields


@dataclass
class Faults:
    """What goes wrong on purpose: counters count down with each call, the rest stays until it is reset.

    `slow_seconds` delays every call that the tool's server makes; `throttle`, `canvas_throttle` and `fail`
    spoil the next N calls of the grade and membership services; `drop_after_score` keeps the next N scores,
    then hangs up without an answer. `no_column_for_links` answers 404 to a line item that names a link, as Canvas does
    for links placed in a module; `no_columns` to any. `storage_silent` announces Platform Storage and never answers, as
    Canvas's app.
    """

    slow_seconds: float = 0
    throttle: int = 0
    canvas_throttle: int = 0
    fail: int = 0
    drop_after_score: int = 0
    jwks_down: bool = False
    token_down: bool = False
    storage_silent: bool = False
    no_column_for_links: bool = False
    no_columns: bool = False
    sleep: Callable[[float], None] = time.sleep
    lock: threading.RLock = field(default_factory=threading.RLock)

    def reset(self) -> None:
        """Back to normal."""
        for name, normal in _NORMAL.items():
            setattr(self, name, normal)

    def active(self) -> dict[str, float | bool]:
        """What is wrong right now, by name."""
        return {name: getattr(self, name) for name, normal in _NORMAL.items() if getattr(self, name) != normal}

    def wait(self) -> None:
        """Wait as long as the platform is slow."""
        if self.slow_seconds > 0:
            self.sleep(self.slow_seconds)

    def take(self, counter: str) -> bool:
        """Use up one of a counter's planned faults, if there is one."""
        with self.lock:
            left: int = getattr(self, counter)
            setattr(self, counter, max(left - 1, 0))
        return left > 0


_NORMAL = {item.name: item.default for item in fields(Faults) if item.name not in {"sleep", "lock"}}
