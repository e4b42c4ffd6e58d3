"""What staff and mentors see of learners' desks, and of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.content.model.desk import Desk
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.errors import N_, NotFound
from lti_tool.lti.access import may_follow, refusal
from lti_tool.lti.models import Launch, Membership, User
from lti_tool.lti.roles import Role
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.templating import page_language
from lti_tool.transfer.models import DeskCheck, WorkSample


class NobodyHere(NotFound):
    """Somebody who is not in this course, or whom this mentor does not follow."""

    message = N_("There is no such person in this course.")


class NoCardHere(NotFound):
    """A module that is not placed in this course, or has no observation card."""

    message = N_("There is no such observation card in this course.")


@dataclass(frozen=True, slots=True)
class DeskPart:
    """What a module asks at the desk; `desk` is None where it asks nothing, or has left the catalogue."""

    module_id: str
    title: str
    desk: Desk | None
    language: str


@dataclass(frozen=True, slots=True)
class AtTheirDesk:
    """One module of a course with what a learner handed in for it, and what was seen."""

    part: DeskPart
    samples: Sequence[WorkSample]
    cards: Sequence[DeskCheck]


def part_of(module_id: str) -> DeskPart:
    """A module's part at the desk, in the page's language where it is translated."""
    if catalogue().module(module_id) is None:
        return DeskPart(module_id, module_id, None, SOURCE_LANGUAGE)
    localised = catalogue().localised(module_id, page_language())
    language = localised.language_of_desk(page_language())
    return DeskPart(module_id, localised.module.title, localised.module.desk, language)


def parts_in_course(session: Session, context_id: int) -> list[DeskPart]:
    """The parts at the desk of the modules that are placed in a course, in the catalogue's order."""
    query = select(Placement.module_id).where(Placement.context_id == context_id)
    placed = set(session.scalars(query))
    found = (part_of(module.id) for module in catalogue().modules if module.id in placed)
    return [part for part in found if part.desk is not None]


def cards_part(session: Session, launch: Launch, module_id: str) -> tuple[DeskPart, Desk]:
    """The part of a module of the course, to fill its card; raises NoCardHere."""
    parts = {part.module_id: part for part in parts_in_course(session, launch.context_id)}
    part = parts.get(module_id)
    if part is None or part.desk is None:
        raise NoCardHere
    return part, part.desk


def find_person(session: Session, launch: Launch, user_id: int) -> User:
    """Somebody of the course, for its staff, or one of a mentor's mentees there; raises NobodyHere, NotForYourRole."""
    if not may_follow(launch) and Role.MENTOR not in launch.roles:
        raise refusal(launch)
    query = select(User).join(Membership, Membership.user_id == User.id)
    found = session.scalar(query.where(User.id == user_id, Membership.context_id == launch.context_id))
    if found is None or not (may_follow(launch) or found.id_on_platform in launch.mentees):
        raise NobodyHere
    return found


def at_their_desk(
    session: Session, context_id: int, samples: Sequence[WorkSample], cards: Sequence[DeskCheck]
) -> list[AtTheirDesk]:
    """All modules of the course that ask something, and those that somebody did something for, with what they did."""
    parts = parts_in_course(session, context_id)
    known = {part.module_id for part in parts}
    left = {*(each.module_id for each in samples), *(each.module_id for each in cards)} - known
    return [
        AtTheirDesk(
            part,
            [each for each in samples if each.module_id == part.module_id],
            [each for each in cards if each.module_id == part.module_id],
        )
        for part in (*parts, *map(part_of, sorted(left)))
    ]
