"""What is missing or impossible in what a person did in an activity, and the words for it."""

from __future__ import annotations

from enum import StrEnum

from lti_tool.errors import N_


class Problem(StrEnum):
    """Why an activity does not take what was sent; pages show its `words`, translated."""

    NOT_OFFERED = "not_offered"
    GAPS = "gaps"
    TOO_LONG = "too_long"
    WORDS_FIRST = "words_first"
    ELSEWHERE = "elsewhere"
    ANSWERED_ALREADY = "answered_already"
    NOTHING_FILLED_IN = "nothing_filled_in"
    REQUIRED_MISSING = "required_missing"

    @property
    def words(self) -> str:
        """One sentence, marked for translation."""
        return _WORDS[self]


_WORDS = {
    Problem.NOT_OFFERED: N_("One of the answers sent is not offered here. Nothing was changed; please choose again."),
    Problem.GAPS: N_("Something has no answer yet. What you chose is kept."),  # the page says how many, and marks them
    Problem.TOO_LONG: N_(
        "This is longer than 4,000 characters, so it is not saved. Your text is still here: please shorten it."
    ),
    Problem.WORDS_FIRST: N_("Write your own words first. Then two models appear beside them."),
    Problem.ELSEWHERE: N_("That choice is not open at this point of the story. This is where you are."),
    Problem.ANSWERED_ALREADY: N_(
        "You have answered this survey already, and your answers are in. "
        "They cannot be changed: nobody knows whose they are."
    ),
    Problem.NOTHING_FILLED_IN: N_("Nothing is filled in yet. Answer at least one question, then send."),
    Problem.REQUIRED_MISSING: N_(
        "A question that needs an answer has none yet. It is marked; what you wrote is still here."
    ),
}
