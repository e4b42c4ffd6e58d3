"""Problems we foresee and can explain, in words, to whoever meets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lti_tool.reasons import Params, Reason, Wording, register, said_then, wording_of


def N_(words: str) -> str:  # noqa: N802  gettext's own name for "translate where it is shown"
    """Mark words for the translators' catalogue; error pages translate them when they show them."""
    return words


class ToolError(Exception):
    """A foreseen problem: `status` is the HTTP status, `message` what happened, `advice` what to do next.

    `message` and `str()` are English, for logs and commands. Pages translate `wording`, whose `%(name)s` places
    `params` fills: `raise LaunchRefused(N_("It has no %(name)s."), params={"name": "state"})`.

    What may be stored has a `code`, written out in its class, that no renaming changes; it stands for the class's
    words. Where a class has many words, a table of codes does (`lti_tool.reasons.register`), and `code=` picks one.
    """

    status: int = 400
    title: str = N_("That did not work")
    message: str = N_("Something about this request was not right.")
    advice: str = N_("Go back to your course and open the link again.")
    code: str = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.code = cls.__dict__.get("code", "")  # a parent's stands for the parent's words
        if cls.code:
            register({cls.code: Wording(cls.message, cls.advice, cls.places)})

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        advice: str | None = None,
        params: Mapping[str, object] | None = None,
    ) -> None:
        said = (wording_of(code) if code else None) or Wording(self.message if message is None else message)
        self.wording = said.words
        self.params = params or {}
        self.code = code or (self.code if message is None else "")
        self.message = self.wording % self.places(self.params) if self.params else self.wording
        self.advice = (said.advice or self.advice) if advice is None else advice
        super().__init__(self.message)

    @staticmethod
    def places(params: Params) -> Params:
        """What the words name, made of the facts that are kept."""
        return params

    @property
    def reason(self) -> Reason:
        """The problem as it is stored; one without a code is kept as it is said now, in English."""
        return Reason(self.code, dict(self.params)) if self.code else said_then(self.message)


class NotFound(ToolError):
    """The thing asked for does not exist, or is not this person's to see."""

    status = 404
    title = N_("Nothing here")
    message = N_("There is no such page here, or it belongs to somebody else.")
