"""How many examples a property gets: few in the suite, as many as `make fuzz` asks for (FUZZ_EXAMPLES)."""

from __future__ import annotations

import os


def examples(in_suite: int) -> int:
    return int(os.environ.get("FUZZ_EXAMPLES", in_suite))
