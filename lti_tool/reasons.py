"""Why something did not work, as it is stored: a code and the facts that its words are filled with.

Only a reason is ever stored, compared or counted. Its words are looked up by its code when somebody reads them, in the
reader's language: `lti_tool.templating.words_of` and `advice_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

SAID_THEN = "said_then"
"""The code of a text that has no code: what a version before stored, or a problem that nobody gave one."""

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and its facts, which JSON can hold; a reason without a code is no reason, and false.

    Models keep it in two columns (`lti_tool.db.HasReason`).
    """

    code: str = ""
    params: Params = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is one."""
        return bool(self.code)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a code and what to do about it, marked with N_; `places` makes of the facts what the words name."""

    words: str
    advice: str = ""
    places: Callable[[Params], Params] = dict


_WORDINGS: dict[str, Wording] = {
    SAID_THEN: Wording("%(text)s"),
}


def register(wordings: Mapping[str, Wording]) -> None:
    """Give codes their words, once, where the module that names them is imported. A code is never given to another."""
    for code, wording in wordings.items():
        if code in _WORDINGS:
            raise ValueError(f"the code {code} has words already")
        _WORDINGS[code] = wording


def wording_of(code: str) -> Wording | None:
    """The words of a code; None where this version knows none (a newer one stored it)."""
    return _WORDINGS.get(code)


def said_then(text: str) -> Reason:
    """A text that has no code, kept as it is and never translated."""
    return Reason(SAID_THEN, {"text": text})
