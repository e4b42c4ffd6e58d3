"""Somebody who learned in the demo weeks ago, so that what comes after learning can be seen at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.answering import Answer, save_answer
from lti_tool.attempts.finding import rules_of_person
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.starting import start_attempt
from lti_tool.content.model import Item
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.module import Module
from lti_tool.db import insert_if_absent
from lti_tool.delivery.due import make_due
from lti_tool.delivery.queueing import find_delivery
from lti_tool.grading.handing_in import hand_in
from lti_tool.lti.claims import read_claims
from lti_tool.lti.launch.rows import VerifiedLaunch, store_launch
from lti_tool.lti.launch.state import LoginState
from lti_tool.lti.models import Launch, Registration, User
from lti_tool.lti.registry import Platform
from lti_tool.placements.models import Placement
from lti_tool.placements.service import find_placement, placement_from_custom
from lti_tool.progress.lessons import complete_lesson
from lti_tool.quizzes import full_answer

AGO = timedelta(weeks=2)
MISSED = 2
CERTAIN, FAIRLY_SURE = 3, 2


def learn_before(
    session: Session, registration: Registration, claims: Mapping[str, Any], catalogue: Catalogue, now: datetime
) -> None:
    """Let the person of these claims have finished their link's module two weeks ago, with two answers wrong.

    One of these they were certain of. Nothing is done where anybody was here before: a second run keeps what people
    did. The caller commits.
    """
    if session.scalar(select(User.id).limit(1)) is not None:
        return
    at = now - AGO
    launch = _come(session, registration, claims, at)
    row = placement_from_custom(launch, catalogue, at)
    module = catalogue.module(row["module_id"]) if row else None
    if row is None or module is None or module.quiz is None:
        return
    insert_if_absent(session, Placement, [row])
    placement = find_placement(session, launch)
    if placement is not None:
        for lesson in module.lessons:
            complete_lesson(session, launch, lesson, at, tried=len(lesson.activities))
        attempt = _take_quiz(session, launch, placement, module, at)
        if delivery := find_delivery(session, placement, attempt.user):
            make_due(session, delivery, now)  # nobody was there to send it then


def _come(session: Session, registration: Registration, claims: Mapping[str, Any], at: datetime) -> Launch:
    """A launch as if it had been verified then; nobody holds the secret that would open its pages."""
    platform, browser = Platform.of(registration), secrets.token_urlsafe(24)
    began = LoginState.begin(registration.id, browser, "")
    return store_launch(
        session, VerifiedLaunch(platform, read_claims(dict(claims)), began, browser), secrets.token_urlsafe(24), at
    )


def _take_quiz(session: Session, launch: Launch, placement: Placement, module: Module, at: datetime) -> Attempt:
    rules = rules_of_person(session, placement, launch.user_id)
    attempt = start_attempt(session, launch, placement, module, rules, at)
    items = {item.id: item for item in module.quiz.items} if module.quiz else {}
    for place, entry in enumerate(attempt.drawn):
        is_right = place >= MISSED
        sure = FAIRLY_SURE if place else CERTAIN
        answer = Answer(_answer(items[entry["item"]], entry["options"], is_right=is_right), sure)
        save_answer(session, attempt, entry["item"], answer, at)
    hand_in(session, attempt, at + timedelta(minutes=9))
    return attempt


def _answer(item: Item, options: list[str], *, is_right: bool) -> frozenset[str]:
    """The full answer, or none of the right ones; what is more than a choice is left empty instead."""
    right = frozenset(full_answer(item))
    if is_right:
        return right
    wrong = [option for option in options if option not in right]
    return frozenset(wrong[:1]) if item.type in ("single", "multi") else frozenset()
