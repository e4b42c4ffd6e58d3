"""A person of the demo who learns, at moments that have passed, by the services that a request would call."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.activities import service as activities
from lti_tool.attempts.answering import Answer, save_answer
from lti_tool.attempts.finding import rules_of_person
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.starting import start_attempt
from lti_tool.certificates import service as certificates
from lti_tool.cli.demo_history.answers import answer_to, steps_through
from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.lesson import Lesson
from lti_tool.db import insert_if_absent
from lti_tool.delivery.due import make_due
from lti_tool.delivery.queueing import find_delivery
from lti_tool.errors import ToolError
from lti_tool.grading.finishing import finish_lesson
from lti_tool.grading.handing_in import hand_in
from lti_tool.lti.claims import read_claims
from lti_tool.lti.launch.rows import store_launch
from lti_tool.lti.launch.state import LoginState
from lti_tool.lti.launch.verified import VerifiedLaunch
from lti_tool.lti.models import Launch, Registration
from lti_tool.lti.registry import Platform
from lti_tool.placements.models import Placement
from lti_tool.placements.service import find_placement, placement_from_custom
from lti_tool.placements.shown import Shown, shown_at
from lti_tool.progress.places import keep_step

CERTAIN, FAIRLY_SURE, GUESSED = 3, 2, 1
A_QUIZ_TAKES = timedelta(minutes=9)


class NothingPlaced(ToolError):
    """A launch of a link that shows no module."""


@dataclass
class Visit:
    """Somebody at a link that shows a module."""

    session: Session
    launch: Launch
    found: Shown

    def do(self, activity: Activity, at: datetime, turn: int) -> None:
        """Do all that an activity asks for; `turn` tells apart what different people choose."""
        for form in steps_through(activity, turn):
            activities.act(self.session, self.launch, activity, form, at)

    def read(self, lesson: Lesson, at: datetime, turn: int, *, thoroughly: bool) -> None:
        """Finish a lesson: with everything in it tried, or only its surveys and the rest skipped for now."""
        for activity in lesson.activities:
            if thoroughly or activity.kind == "survey":
                self.do(activity, at, turn)
        finish_lesson(self.session, self.launch, self.found, lesson, at, skips=True)

    def stop_within(self, lesson: Lesson, at: datetime) -> None:
        """Begin a lesson, do the first thing in it, and stop half-way."""
        self.do(lesson.activities[0], at, 0)
        keep_step(self.session, self.launch, lesson, max(1, len(lesson.steps) // 2))

    def begin_quiz(self, at: datetime, *, misses: int, turn: int, answered: float = 1) -> Attempt:
        """Begin an attempt and answer this share of it, so many of them wrong; of the first of these they are sure."""
        placement, module = self.found.placement, self.found.module
        rules = rules_of_person(self.session, placement, self.launch.user_id)
        attempt = start_attempt(self.session, self.launch, placement, module, rules, at)
        items = {item.id: item for item in module.quiz.items} if module.quiz else {}
        drawn = attempt.drawn[: round(len(attempt.drawn) * answered)]
        wrong = [(turn + 3 * number) % len(drawn) for number in range(misses)]
        for place, entry in enumerate(drawn):
            sure = CERTAIN if place in wrong[:1] else (GUESSED if place in wrong else FAIRLY_SURE)
            tokens = answer_to(items[entry["item"]], entry["options"], is_right=place not in wrong)
            save_answer(self.session, attempt, entry["item"], Answer(tokens, sure), at)
        return attempt

    def take_quiz(self, at: datetime, *, misses: int, turn: int) -> None:
        """A whole attempt, handed in."""
        hand_in(self.session, self.begin_quiz(at, misses=misses, turn=turn), at + A_QUIZ_TAKES)

    def take_certificate(self, catalogue: Catalogue, at: datetime) -> None:
        """Ask for the certificate that was earned."""
        certificates.issue(self.session, self.launch, self.found.module, catalogue, at)

    def send_now(self, now: datetime) -> None:
        """Make the grade due: nobody was there to send it when it was earned."""
        if delivery := find_delivery(self.session, self.found.placement, self.launch.user):
            make_due(self.session, delivery, now)


@dataclass
class Demo:
    """Where the story takes place: the demo LMS's registration, and the claims of its launches.

    `claims` are by course, person and module, as the demo LMS would send them.
    """

    session: Session
    registration: Registration
    claims: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]]
    catalogue: Catalogue
    now: datetime
    platform: Platform = field(init=False)

    def __post_init__(self) -> None:
        self.platform = Platform.of(self.registration)

    def visit(self, course: str, person: str, module_id: str, at: datetime) -> Visit:
        """Launch as if it had been verified then; nobody holds the secret that would open its pages."""
        claims, browser = read_claims(dict(self.claims[course][person][module_id])), secrets.token_urlsafe(24)
        began = LoginState.begin(self.registration.id, browser, "")
        verified = VerifiedLaunch(self.platform, claims, began, browser)
        stored = store_launch(self.session.connection(), verified, secrets.token_urlsafe(24), at)
        launch = self.session.get_one(Launch, stored.id)
        if row := placement_from_custom(launch, self.catalogue, at):
            insert_if_absent(self.session, Placement, [row])
        placement, module = find_placement(self.session, launch), self.catalogue.module(module_id)
        if placement is None or module is None:
            raise NothingPlaced(f"The demo’s link to {module_id} shows no module.")
        return Visit(self.session, launch, shown_at(self.session, placement, module))
