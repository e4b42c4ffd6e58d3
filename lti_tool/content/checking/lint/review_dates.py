"""A rule on facts that age, such as those of the law: they say by when somebody must look again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lti_tool.content.checking.lint.finding import Finding


def review_is_due(review_by: date | None, today: date) -> Iterator[Finding]:
    """What was to be looked at again by a day that has passed may be wrong by now."""
    if review_by is not None and review_by < today:
        message = f"its facts were to be looked at again by {review_by}"
        yield Finding("error", ("review_by",), message, "look, mend what changed, and write the next date")
