"""What can be wrong with an answer or a submission; nothing a learner typed or earned is lost by any of it."""

from __future__ import annotations

from datetime import datetime

from lti_tool.errors import N_, ToolError

KEPT = N_("What was saved before is kept.")


class AttemptClosed(ToolError):
    """An answer or a second submission after the first."""

    status = 409
    title = N_("Already submitted")
    message = N_("This attempt has already been submitted.")
    advice = N_("Open the result to see how it went.")


class TimeIsUp(ToolError):
    """An answer that came after the end of the attempt's time and its grace."""

    status = 409
    title = N_("Time is up")
    message = N_("The time for this attempt is over, so this answer came too late.")
    advice = N_("What was saved in time is kept and counts.")


class NotInThisAttempt(ToolError):
    """An answer to an item that this attempt did not draw."""

    title = N_("That answer could not be saved")
    message = N_("This question is not part of your attempt.")
    advice = KEPT


class NoQuiz(ToolError):
    """A module without a quiz was asked for one."""

    status = 404
    title = N_("No quiz here")
    message = N_("This module has no quiz.")
    advice = N_("Go back to the module.")


class CannotStart(ToolError):
    """No new attempt may begin now."""

    status = 409
    title = N_("You cannot start the quiz now")
    advice = N_("Your earlier results are on the module page.")


class OpenInLmsFirst(CannotStart):
    """The module was opened from another link, and the LMS has not let this person open its own yet."""

    message = N_("The quiz opens once you have opened this module from your course page in your LMS.")
    advice = N_("You can do the lessons here until then.")


class QuizNotOpenYet(CannotStart):
    """Before the opening date."""

    message = N_("The quiz opens on %(when)s.")
    advice = N_("You can read the lessons until then.")

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(params={"when": opens_at})


class QuizClosed(CannotStart):
    """After the closing date."""

    message = N_("The quiz closed on %(when)s.")

    def __init__(self, closed_at: datetime) -> None:
        super().__init__(params={"when": closed_at})


class NoAttemptsLeft(CannotStart):
    """All attempts are used."""

    message = N_("You have used all your attempts (%(allowed)s).")

    def __init__(self, allowed: int) -> None:
        super().__init__(params={"allowed": allowed})


class WaitBetweenAttempts(CannotStart):
    """The waiting time between two attempts is not over."""

    message = N_("You can start your next attempt on %(when)s.")
    advice = N_("A good moment to look through your last result.")

    def __init__(self, starts_at: datetime) -> None:
        super().__init__(params={"when": starts_at})
