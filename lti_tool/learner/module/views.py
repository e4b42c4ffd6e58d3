"""The module's own page."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_tool.attempts.counting import find_counting
from lti_tool.attempts.finding import find_with_own, list_own, rules_of
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.practice import is_practice_offered
from lti_tool.certificates import service as certificates
from lti_tool.certificates.rules import can_be_earned
from lti_tool.content.model.policy_slot import slot_text
from lti_tool.db import db, utcnow
from lti_tool.delivery import queueing
from lti_tool.learner import rendering
from lti_tool.learner.blueprint import bp
from lti_tool.learner.module import page as module_pages
from lti_tool.learner.module.new_term import new_term
from lti_tool.learner.module.standing import read_standing
from lti_tool.learner.transfer.page import part_of_module_page
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.course_terms import of_this_term
from lti_tool.placements.service import find_placement
from lti_tool.placements.shown import Shown, find_shown, shown
from lti_tool.placements.words import describe_counting, describe_grade
from lti_tool.refreshing.offering import NO_OFFER, is_own_link, offer_of
from lti_tool.templating import page_language


@bp.get("/")
def module() -> ResponseReturnValue:
    """What the module is, how far you are, the one next step."""
    launch = current_launch()
    placement, own = find_with_own(db.session(), launch)
    found = find_shown(launch, placement)
    if found is None:
        return render_template("learner/module/not_ready.html", attempts=_earlier_attempts(launch))
    if is_own_link(found.placement):
        return redirect(url_for("learner.refresher", launch_id=launch.id))
    return _page(launch, found, own if placement else list_own(db.session(), launch, found.placement))


@bp.get("/at-your-library")
def at_your_library() -> ResponseReturnValue:
    """All that the module's lessons ask of one's own library, on one sheet to print and to fill in."""
    launch = current_launch()
    localised = shown(launch).localised(page_language())
    asked = [(lesson, slot_text(lesson.prose)) for lesson in localised.module.lessons]
    return render_template(
        "learner/module/at_your_library.html",
        module=localised.module,
        asked=[(lesson, rendering.paragraphs(text, 3)) for lesson, text in asked if text],
    )


def _page(launch: Launch, found: Shown, ever: list[Attempt]) -> str:
    standing, preview = read_standing(db.session(), launch, found.placement), is_preview(launch)
    done = frozenset() if preview else standing.lessons & {lesson.id for lesson in found.module.lessons}
    tries = of_this_term(found.placement, ever)
    localised = found.localised(page_language())
    module = localised.module
    rules = rules_of(db.session(), launch, found.placement, module, standing.allowance)
    quiz = module_pages.quiz_state(launch, module, rules, tries, utcnow())
    grade_words = describe_grade(found.placement.settings)
    delivery = queueing.find_delivery(db.session(), found.placement, launch.user) if ever or grade_words else None
    submitted = [attempt for attempt in tries if attempt.submitted_at]
    return render_template(
        "learner/module/module.html",
        module=module,
        fallen_back=localised.fallen_back,
        asks_of_library=any(slot_text(lesson.prose) for lesson in module.lessons),
        preview=preview,
        has_resources=bool(catalogue().resources),
        has_own=bool(found.own),
        gives_certificate=can_be_earned(module),
        done=done,
        minutes_left=module_pages.minutes_left(module, done, tries),
        attempts=tries,
        term=new_term(found.placement, ever, delivery),
        counting=find_counting(tries, rules.counting),
        counting_words=describe_counting(rules.counting),
        rules=rules,
        quiz=quiz,
        may_practise=is_practice_offered(module, rules, tries, utcnow()),
        next_step=module_pages.next_step(launch, module, done, quiz, tries),
        grade_state=module_pages.grade_state(launch, found.placement, tries, delivery),
        grade_words=grade_words,
        grade_url=_grade_url(launch, submitted),
        refresher=offer_of(db.session(), launch, utcnow()) if standing.has_passed else NO_OFFER,
        at_the_desk=part_of_module_page(db.session(), launch, localised, done, tries, utcnow()),
        certificate=certificates.earned(
            db.session(),
            launch,
            found.module,
            standing.certificate,
            done=None if found.placement.term_began_at else done,
        ),
    )


def _grade_url(launch: Launch, submitted: list[Attempt]) -> str | None:
    if not submitted:
        return None
    return url_for("learner.grade_status", launch_id=launch.id, attempt_id=submitted[-1].id)


def _earlier_attempts(launch: Launch) -> list[Attempt]:
    """What somebody did on a link whose module has left the catalogue."""
    placement = find_placement(db.session(), launch)
    return list_own(db.session(), launch, placement) if placement else []
