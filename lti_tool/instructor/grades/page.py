"""What the grade pages show of scores and findings, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lti_tool.delivery.checks.comparing import Difference, Finding
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.reasons import advise, is_held, say
from lti_tool.delivery.telling.course_scores import WAITING, Page
from lti_tool.delivery.telling.standing import Standing, standing_of
from lti_tool.errors import N_
from lti_tool.instructor.shared.delivery_words import DeliveryMark, delivery_mark
from lti_tool.templating import translate

OUTCOMES = {
    "delivered": N_("The LMS accepted it."),
    "later": N_("It did not arrive."),
    "failed": N_("It was given up."),
}
_HELD_BACK = N_("It was held back.")
GROUPS = (
    (
        Difference.MISSING,
        N_("Missing in the gradebook"),
        N_(
            "We have these scores, and the gradebook shows nothing: "
            "it lost them, or never took them, as where a grade is locked."
        ),
    ),
    (Difference.OTHER, N_("Not up to date"), N_("The gradebook shows an older score than the one that counts.")),
    (
        Difference.CHANGED,
        N_("Changed in the gradebook"),
        N_("A person, or a rule of your platform, gave another grade. We never replace it unless you say so here."),
    ),
    (
        Difference.GONE,
        N_("No longer in the course"),
        N_(
            "Your platform no longer lists these people, and shows no grade of theirs: they left, or are suspended on "
            "a platform that then leaves them out, as Moodle does. Nothing to do."
        ),
    ),
    (
        Difference.SUSPENDED,
        N_("Suspended in the course"),
        N_("Your platform lists these people as inactive, and shows no grade of theirs. Nothing to do."),
    ),
    (
        Difference.NO_COLUMN,
        N_("The column was deleted"),
        N_("Somebody deleted the gradebook column of these links. If that was intended, leave it."),
    ),
    (
        Difference.NOT_GRADED,
        N_("No gradebook column"),
        N_(
            "We know of no gradebook column for these links, so there was nothing to compare. If your platform makes "
            "none, place the module where it grades: in Canvas, as an assignment."
        ),
    ),
    (
        Difference.INCOMPLETE,
        N_("Not read to the end"),
        N_("Whoever is not in what was read may be in the rest, so nobody is called missing at these links."),
    ),
    (
        Difference.UNREADABLE,
        N_("Could not be compared"),
        N_("Your platform does not let this tool read grades of these links."),
    ),
)


@dataclass(frozen=True, slots=True)
class TryRow:
    """One line of a score's history."""

    at: datetime
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One score: whose, which link's, what it is, where it is and why, what to do."""

    delivery_id: int
    name: str
    title: str
    given: float
    maximum: int
    standing: Standing
    mark: DeliveryMark
    since: datetime
    advice: str
    tries: list[TryRow]


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind under a heading of their own."""

    kind: str
    heading: str
    words: str
    findings: list[Finding]


def grade_rows(page: Page) -> list[GradeRow]:
    """The page's scores."""
    return [_row(delivery, page) for delivery in page.rows]


def group_findings(findings: Iterable[Finding]) -> list[Group]:
    """Findings by kind, in the order in which one would look at them; kinds that were not found are left out."""
    found = list(findings)
    groups = [
        Group(kind.value, translate(heading), translate(words), [each for each in found if each.kind == kind])
        for kind, heading, words in GROUPS
    ]
    return [group for group in groups if group.findings]


def _kind(delivery: ScoreDelivery) -> str:
    if delivery.state in WAITING:
        return "on_its_way"
    if delivery.state == DeliveryState.DELIVERED:
        return "delivered"
    return "held" if is_held(delivery.reason) else "failed"


def _row(delivery: ScoreDelivery, page: Page) -> GradeRow:
    is_waiting, is_taken = delivery.state in WAITING, delivery.state == DeliveryState.DELIVERED
    return GradeRow(
        delivery_id=delivery.id,
        name=delivery.user.name,
        title=delivery.placement.resource_link.title or delivery.placement.module_id,
        given=delivery.score_given,
        maximum=delivery.score_maximum,
        standing=standing_of(delivery),
        mark=delivery_mark(delivery, graded=True),
        since=(delivery.delivered_at if is_taken else None) or delivery.due_since,
        advice="" if is_taken else advise(delivery.reason, is_waiting),
        tries=[
            TryRow(each.at, translate(_HELD_BACK if is_held(each.reason) else OUTCOMES[each.outcome]), say(each.reason))
            for each in page.tries.get(delivery.id, [])
        ],
    )
