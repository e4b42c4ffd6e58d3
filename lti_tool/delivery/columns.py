"""Which gradebook column a score belongs to: the link's own, else one found or made, then remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from lti_tool.delivery.reading_back.looking import Readable
from lti_tool.delivery.tries.outcomes import Parcel
from lti_tool.lti.services.ags.errors import NoLineItem
from lti_tool.lti.services.ags.messages import Score, Window
from lti_tool.placements.settings import QuizSettings

LINEITEM_TAG = "quiz"


class Gradebook(Readable, Protocol):
    """What the sender needs of a platform's gradebook; lti.ags.GradebookService is the real one."""

    def find_or_create_lineitem(
        self, *, resource_link_id: str, resource_id: str, tag: str, label: str, score_maximum: int
    ) -> str:
        """The link's line item, whatever it takes; raises NoLineItem."""

    def look_up_lineitem(self, *, resource_link_id: str, resource_id: str, tag: str) -> str | None:
        """The link's line item as the platform knows it now."""

    def post_score(self, lineitem_url: str, score: Score) -> None:
        """Deliver a score."""


def window_of(settings: QuizSettings) -> Window:
    """The dates that a column of ours carries: of those that are set here, since the LMS knows its own."""
    return Window(settings.opens_at, settings.due_at or settings.closes_at)


def find_column(gradebook: Gradebook, parcel: Parcel, remember: Callable[[str], None]) -> str:
    """The line item of this parcel's link; `remember` is told of one that the last launch did not name."""
    url = gradebook.find_or_create_lineitem(
        resource_link_id=parcel.resource_link_id_on_platform,
        resource_id=parcel.module_id,
        tag=LINEITEM_TAG,
        label=parcel.title or parcel.module_id,
        score_maximum=parcel.score_maximum,
    )
    if url != parcel.lineitem_url:
        remember(url)
    return url


def find_successor(gradebook: Gradebook, parcel: Parcel, gone_url: str, remember: Callable[[str], None]) -> str | None:
    """Another line item after this one was deleted there (Moodle makes a new one when grading comes back on).

    It is only looked for, never made: whoever deleted the column may not want it.
    """
    try:
        url = gradebook.look_up_lineitem(
            resource_link_id=parcel.resource_link_id_on_platform, resource_id=parcel.module_id, tag=LINEITEM_TAG
        )
    except NoLineItem:  # a list that cannot be read holds no successor: what is told is that the column is gone
        return None
    if url is None or url == gone_url:
        return None
    remember(url)
    return url
