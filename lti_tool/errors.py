"""Problems we foresee and can explain, in words, to whoever meets them."""

from __future__ import annotations

from collections.abc import Mapping


def N_(words: str) -> str:  # noqa: N802  gettext's own name for "translate where it is shown"
    """Mark words for the translators' catalogue; error pages translate them when they show them."""
    return words


class ToolError(Exception):
    """A foreseen problem: `status` is the HTTP status, `message` what happened, `advice` what to do next.

    `message` and `str()` are English, for logs and commands. Pages translate `wording`, whose `%(name)s` places
    `params` fills: `raise LaunchRefused(N_("It has no %(name)s."), params={"name": "state"})`.
    """

    status: int = 400
    title: str = N_("That did not work")
    message: str = N_("Something about this request was not right.")
    advice: str = N_("Go back to your course and open the link again.")

    def __init__(
        self, message: str | None = None, *, advice: str | None = None, params: Mapping[str, object] | None = None
    ) -> None:
        self.wording = self.message if message is None else message
        self.params = params or {}
        self.message = self.wording % self.params if self.params else self.wording
        if advice is not None:
            self.advice = advice
        super().__init__(self.message)


class NotFound(ToolError):
    """The thing asked for does not exist, or is not this person's to see."""

    status = 404
    title = N_("Nothing here")
    message = N_("There is no such page here, or it belongs to somebody else.")
