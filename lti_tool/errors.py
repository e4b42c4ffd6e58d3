"""Problems we foresee and can explain, in words, to whoever meets them."""

from __future__ import annotations


def N_(words: str) -> str:  # noqa: N802  gettext's own name for "translate where it is shown"
    """Mark words for the translators' catalogue; error pages translate them when they show them."""
    return words


class ToolError(Exception):
    """A foreseen problem: `status` is the HTTP status, `message` what happened, `advice` what to do next."""

    status: int = 400
    title: str = "That did not work"
    message: str = "Something about this request was not right."
    advice: str = "Go back to your course and open the link again."

    def __init__(self, message: str | None = None, *, advice: str | None = None) -> None:
        if message is not None:
            self.message = message
        if advice is not None:
            self.advice = advice
        super().__init__(self.message)


class NotFound(ToolError):
    """The thing asked for does not exist, or is not this person's to see."""

    status = 404
    title = "Nothing here"
    message = "There is no such page here, or it belongs to somebody else."
