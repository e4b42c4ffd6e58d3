"""How a share of the points looks: in five steps, the weakest in the strongest color; and how few answers are few."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from flask_babel import gettext as _

BOUNDS = (50, 65, 80, 90)
"""Percent at which the next step begins: a module is passed at 80 as a rule, and guessing earns up to a half."""
FEW = 10
"""Answers, or people, below which a share may turn with the next one: it is shown pale, and says so."""


def step(share: float) -> int:
    """0 for the weakest to 4 for the strongest, by the share as it is written: a whole percentage."""
    return bisect_right(BOUNDS, round(share * 100))


def key() -> list[tuple[int, str]]:
    """Each step with the percentages that it stands for."""
    between = [_("%(first)s to %(last)s %%", first=low, last=high - 1) for low, high in pairwise(BOUNDS)]
    words = [_("below %(percent)s %%", percent=BOUNDS[0]), *between, _("%(percent)s %% and more", percent=BOUNDS[-1])]
    return list(enumerate(words))
