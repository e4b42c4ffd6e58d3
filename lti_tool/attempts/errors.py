"""What can be wrong with an answer or a submission; nothing a learner typed or earned is lost by any of it."""

from __future__ import annotations

from lti_tool.errors import ToolError

KEPT = "What you answered before is kept."


class AttemptClosed(ToolError):
    """An answer or a second submission after the first."""

    status = 409
    title = "Already submitted"
    message = "This attempt has already been submitted."
    advice = "Open the result to see how it went."


class NotInThisAttempt(ToolError):
    """An answer to an item that this attempt did not draw."""

    title = "That answer could not be saved"
    message = "This question is not part of your attempt."
    advice = KEPT


class ImpossibleAnswer(ToolError):
    """An option that the item does not have, or several where one is asked for."""

    title = "That answer could not be saved"
    message = "That is not one of this question's answers."
    advice = KEPT


class NoQuiz(ToolError):
    """A module without a quiz was asked for one."""

    status = 404
    title = "No quiz here"
    message = "This module has no quiz."
    advice = "Go back to the module."
