"""Copied courses: which course one comes from, and which of its links each new link is the copy of.

Settings are copied, never people or attempts, and only within one deployment: another customer's course is never found.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.lti.models import Context, Launch, Membership, ResourceLink
from lti_tool.lti.records.history import read_history
from lti_tool.lti.registering.tool_facts import CUSTOM_CONTEXT_HISTORY, CUSTOM_LINK_HISTORY
from lti_tool.lti.roles import CONFIGURES
from lti_tool.placements.models import ContextSettings, Placement
from lti_tool.placements.service import new_row
from lti_tool.placements.settings import QuizSettings


def find_source(session: Session, launch: Launch) -> Context | None:
    """The nearest course before this one that has links of ours and that this person configures, too; else None.

    Whoever edits a link can write any history into it. None also where the offer was answered.
    """
    if launch.context.copy_answered_at:
        return None
    ids = read_history(launch.custom.get(CUSTOM_CONTEXT_HISTORY, ""))
    if not ids:
        return None
    courses = session.execute(_courses(launch, ids))
    known = {each.id_on_platform: each for each, roles in courses if not CONFIGURES.isdisjoint(roles)}
    return next((known[each] for each in ids if each in known), None)


def find_original(session: Session, launch: Launch, link: ResourceLink, module_id: str | None) -> Placement | None:
    """The link that this one's history names, else the one with its module (and title), else the one with its title."""
    originals = _originals(session, launch)
    named = _named_in_history(launch, originals) if link.id == launch.resource_link_id else []
    of_module = [each for each in originals if each.module_id == module_id] if module_id else originals
    titled = [each for each in of_module if each.resource_link.title == link.title]
    return _only(named) or _only(titled) or (_only(of_module) if module_id else None)


def row_of_copy(
    session: Session, launch: Launch, catalogue: Catalogue, row: dict[str, Any] | None, now: datetime
) -> dict[str, Any] | None:
    """The row for a new link of a copied course: as its own parameters say, with its original's settings."""
    link = launch.resource_link
    original = find_original(session, launch, link, row["module_id"] if row else None) if link else None
    if original is None or catalogue.module(original.module_id) is None:
        return row
    if row is None:
        row = new_row(launch, original.module_id, now) | {
            "score_maximum": original.score_maximum,
            "is_graded": original.is_graded,
        }
    course = session.get(ContextSettings, launch.context_id)
    return row | {"quiz_settings": settings_ahead(original, now).stored(course.quiz_defaults if course else None)}


def settings_ahead(original: Placement, now: datetime) -> QuizSettings:
    """A link's settings without dates that are over: the course that was copied may have ended."""
    settings = original.settings
    over = [name for name, at in settings.moments.items() if at <= now]
    return settings.model_copy(update=dict.fromkeys(over))


def _courses(launch: Launch, ids: Collection[str]) -> Select[Context, list[str]]:
    """The courses named that have links of ours, with this person's roles there."""
    has_links = select(Placement.id).where(Placement.context_id == Context.id).exists()
    return (
        select(Context, Membership.roles)
        .join(Membership, Membership.context_id == Context.id)
        .where(
            Membership.user_id == launch.user_id,
            Membership.is_active,
            Context.deployment_id == launch.context.deployment_id,
            Context.id_on_platform.in_(ids),
            Context.id != launch.context_id,
            has_links,
        )
    )


def _originals(session: Session, launch: Launch) -> Sequence[Placement]:
    query = (
        select(Placement)
        .join(Placement.resource_link)
        .join(ResourceLink.context)
        .where(
            Context.deployment_id == launch.context.deployment_id,
            Context.id_on_platform == launch.context.copied_from,
        )
        .options(joinedload(Placement.resource_link))
    )
    return session.scalars(query).all()


def _named_in_history(launch: Launch, originals: Sequence[Placement]) -> list[Placement]:
    history = read_history(launch.custom.get(CUSTOM_LINK_HISTORY, ""))
    return [each for each in originals if each.resource_link.id_on_platform in history]


def _only(found: Sequence[Placement]) -> Placement | None:
    """The one, where there is one; of several nobody can say which is meant."""
    return found[0] if len(found) == 1 else None
