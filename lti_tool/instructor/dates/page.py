"""What the page of somebody's own dates shows: what holds for them at each link, and what is set for them alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.branches.membership import find_branch
from lti_tool.change_log.lines import link_titles
from lti_tool.instructor.shared.date_words import DateInWords, dates_in_words
from lti_tool.instructor.shared.people.course_person import find_person
from lti_tool.lti.models import Launch, Membership
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.dates import Said
from lti_tool.placements.models import Placement
from lti_tool.placements.own_dates.finding import own_dates_of, said_to
from lti_tool.placements.own_dates.setting import Whose


@dataclass(frozen=True, slots=True)
class Subject:
    """The person or the branch whose dates these are, by name; `membership` is a person's."""

    whose: Whose
    name: str
    membership: Membership | None = None


def person_subject(session: Session, launch: Launch, user_id: int) -> Subject:
    """Somebody of the launch's course; raises NoSuchPerson."""
    membership = find_person(session, launch, user_id)
    return Subject(Whose(user_id=user_id), membership.user.name, membership)


def branch_subject(session: Session, launch: Launch, branch_id: int) -> Subject:
    """A branch of the launch's course; raises UnknownBranch."""
    branch = find_branch(session, launch.context_id, branch_id)
    return Subject(Whose(branch_id=branch_id, branch=branch.name), branch.name)


@dataclass(frozen=True, slots=True)
class LinkDates:
    """What holds at a link for the person, or for a branch's people as long as nothing else is said to them."""

    placement: Placement
    title: str
    dates: Sequence[DateInWords]


@dataclass(frozen=True, slots=True)
class OwnDatesPage:
    """Somebody's dates: those that hold, and the ones set for them by the link's placement, None for the course."""

    subject: Subject
    titles: Mapping[Placement, str]
    said: Mapping[Placement, Sequence[Said]]
    own: Mapping[int | None, Said]

    @property
    def links(self) -> list[LinkDates]:
        """Each link of the course."""
        return [
            LinkDates(placement, title, dates_in_words(placement.dates_for(self.said[placement])))
            for placement, title in self.titles.items()
        ]

    @property
    def own_by_title(self) -> list[tuple[int | None, str, Said]]:
        """What is set for them alone: for the course first, which has no title, then link by link."""
        places: list[tuple[int | None, str]] = [(None, ""), *((each.id, title) for each, title in self.titles.items())]
        return [(place, title, self.own[place]) for place, title in places if place in self.own]

    def placement(self, placement_id: str) -> Placement | None:
        """The link that the form names."""
        return next((each for each in self.titles if str(each.id) == placement_id), None)


def own_dates_page(session: Session, launch: Launch, subject: Subject) -> OwnDatesPage:
    """All that the page shows, links in the catalogue's order."""
    whose = subject.whose
    own = own_dates_of(session, launch.context_id, whose)
    said = said_to(session, launch.context_id, whose)
    titles, order = link_titles(session, launch.context_id), _order()
    links = sorted(said, key=lambda each: (order.get(each.module_id, len(order)), each.id))
    return OwnDatesPage(subject, {each: titles[str(each.id)] for each in links}, said, own)


def _order() -> dict[str, int]:
    return {module.id: place for place, module in enumerate(catalogue().modules)}
