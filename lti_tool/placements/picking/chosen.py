"""Modules that were chosen for a course in the picker, and whose links nobody has opened yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from lti_tool.audit import CourseAction
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.db import insert_if_absent, upsert
from lti_tool.errors import N_, NotFound
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.models import ChosenModule, ContextSettings, Placement
from lti_tool.placements.picking.custom import CUSTOM_MODULE, read_quiz_settings


class NotChosen(NotFound):
    """A module that is no part of the course, or no longer."""

    message = N_("There is no such module in this course.")


def note_chosen(
    session: Session, launch: Launch, items: Iterable[Mapping[str, Any]], catalogue: Catalogue, now: datetime
) -> None:
    """Remember the modules of these content items as part of the course, by the parameters that go with each."""
    for item in items:
        custom = item.get("custom", {})
        module_id = custom.get(CUSTOM_MODULE, "")
        if catalogue.module(module_id) is None:
            continue
        row = {"context_id": launch.context_id, "module_id": module_id, "chosen_at": now}
        row["quiz_settings"] = read_quiz_settings(custom)
        upsert(session, ChosenModule, row, keys=("context_id", "module_id"))


def not_opened_yet(session: Session, context_id: int) -> list[Placement]:
    """The modules chosen for a course of which it has no link yet, each as the placement that its link would get.

    They are in no session and never stored: nothing is graded at them, and no attempt can be made.
    """
    has_link = select(Placement.id).where(
        Placement.context_id == context_id, Placement.module_id == ChosenModule.module_id
    )
    query = select(ChosenModule).where(ChosenModule.context_id == context_id, ~has_link.exists())
    chosen = session.scalars(query.order_by(ChosenModule.chosen_at, ChosenModule.module_id)).all()
    course = session.get(ContextSettings, context_id) if chosen else None
    return [_as_placed(each, course) for each in chosen]


def find_chosen(session: Session, context_id: int, module_id: str) -> Placement | None:
    """One of them."""
    chosen = session.get(ChosenModule, (context_id, module_id))
    return _as_placed(chosen, session.get(ContextSettings, context_id)) if chosen else None


def take_off(session: Session, launch: Launch, module_id: str, now: datetime) -> None:
    """Forget that a module was chosen: its link was never made, or is gone. Raises NotChosen. The caller commits."""
    chosen = session.get(ChosenModule, (launch.context_id, module_id), with_for_update=True)
    if chosen is None:
        raise NotChosen
    session.delete(chosen)
    settings = chosen.quiz_settings
    record_change(session, launch, CourseAction.MODULE_TAKEN_OFF, now, module=module_id, settings=settings)


def put_on_again(session: Session, launch: Launch, module_id: str, settings: dict[str, Any], now: datetime) -> None:
    """Remember again that a module was chosen, with the settings that its link was made with. The caller commits."""
    row = {"context_id": launch.context_id, "module_id": module_id, "quiz_settings": settings, "chosen_at": now}
    insert_if_absent(session, ChosenModule, [row])
    record_change(session, launch, CourseAction.MODULE_PUT_ON_AGAIN, now, module=module_id)


def _as_placed(chosen: ChosenModule, course: ContextSettings | None) -> Placement:
    placement = Placement(
        context_id=chosen.context_id,
        module_id=chosen.module_id,
        quiz_settings=chosen.quiz_settings,
        is_graded=False,
        created_at=chosen.chosen_at,
    )
    set_committed_value(placement, "course", course)
    return placement
