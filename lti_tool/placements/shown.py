"""From a launch to what its link shows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.authoring.own import NOTHING_OWN, OwnParts, read_own
from lti_tool.content.model.module import Module
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.content.model.wording.localised import Localised
from lti_tool.db import db, insert_if_absent, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.lti.models import Launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import Placement
from lti_tool.placements.picking.chosen import find_chosen
from lti_tool.placements.picking.copies import row_of_copy
from lti_tool.placements.service import find_placement, placement_from_custom
from lti_tool.placements.settings import QuizSettings
from lti_tool.placements.shaping import shape


class NoModuleYet(NotFound):
    """A page of a module, on a link that shows none."""

    message = N_("This link has no module yet.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A link's placement and its module, shaped by the link's settings and with the course's own parts."""

    placement: Placement
    module: Module
    own: OwnParts = NOTHING_OWN

    def localised(self, language: str) -> Localised:
        """The same module in the language of a locale; the course's own parts stay as they were written."""
        found = catalogue().localised(self.module.id, language)
        own = self.own.lessons if language != SOURCE_LANGUAGE else ()
        english = {lesson.id for lesson in own if lesson.lang == SOURCE_LANGUAGE}
        return found.with_module(shape(found.module, self.placement.settings, self.own), english)


def find_shown(launch: Launch, placement: Placement | None = None) -> Shown | None:
    """What the launch's link shows, or None where nobody has chosen yet or the module left the catalogue.

    `placement` is the link's, where it is known already.
    """
    placement = placement or _find(launch)
    module = catalogue().module(placement.module_id) if placement else None
    return shown_at(db.session(), placement, module) if placement and module else None


def shown_at(session: Session, placement: Placement, module: Module, settings: QuizSettings | None = None) -> Shown:
    """What a placement makes of a module, or would under other settings."""
    revision = placement.course.own_revision if placement.course else 0
    own = read_own(session, placement.context_id, module.id, revision)
    return Shown(placement, shape(module, settings or placement.settings, own), own)


def shown_module(session: Session, placement: Placement, settings: QuizSettings | None = None) -> Module | None:
    """The module that a placement's learners meet, or would under other settings; None where it left the catalogue."""
    module = catalogue().module(placement.module_id)
    return shown_at(session, placement, module, settings).module if module else None


def shown(launch: Launch) -> Shown:
    """As find_shown, for pages that make no sense without a module."""
    found = find_shown(launch)
    if found is None:
        raise NoModuleYet
    return found


def placement_of(launch: Launch) -> Placement:
    """The link's placement, for pages that stand on snapshots and need no module; raises NotFound."""
    placement = _find(launch)
    if placement is None:
        raise NoModuleYet
    return placement


def _find(launch: Launch) -> Placement | None:
    if launch.resource_link_id is None:
        if launch.opened_in_place and (chosen := find_chosen(db.session(), launch.context_id, launch.opened_in_place)):
            return chosen
        raise NotFound(N_("This page belongs to a link in your course; you came to choose content."))
    return find_placement(db.session(), launch) or _take_up_custom(launch)


def _take_up_custom(launch: Launch) -> Placement | None:
    """A new link that names its module, or is the copy of one whose settings were taken, is placed at its first page.

    This commits, which is otherwise a view's part: it happens in a GET, and SQLite refuses a read that turns into a
    write, so the insert opens a transaction of its own.
    """
    row = placement_from_custom(launch, catalogue(), utcnow())
    if launch.context.copied_from:
        row = row_of_copy(db.session(), launch, catalogue(), row, utcnow())
    if row is None:
        return None
    db.session.rollback()
    insert_if_absent(db.session(), Placement, [row])
    db.session.commit()
    return find_placement(db.session(), launch)
