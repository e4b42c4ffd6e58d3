"""What a link shows, what the course page lists, and how often certificates are earned: back as before one change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent
from lti_tool.certificates.renewing import choose_renewal, renewal_of
from lti_tool.change_log.lines import module_title
from lti_tool.delivery.queueing import is_placement_graded
from lti_tool.errors import N_
from lti_tool.grading.earning import compare, earned_grades
from lti_tool.grading.following import follow_links
from lti_tool.grading.reconfiguring import Touched, count_people
from lti_tool.lti.models import Launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.models import ChosenModule, Placement
from lti_tool.placements.picking.chosen import put_on_again
from lti_tool.placements.renewal import RENEWALS, Renewal
from lti_tool.placements.service import show_module
from lti_tool.templating import translate
from lti_tool.undoing.finding import number_in
from lti_tool.undoing.offer import AS_BEFORE, NO_LINK, UNREADABLE, Field, Offer, Said, refused

FIRST_CHOICE = N_(
    "This was the first module that the link showed: there is none to put back. Choose another one there."
)
GONE = N_("The module that the link showed before is no longer in the catalogue: %(module)s.")
SHOWS = N_("The link shows")
ATTEMPTS_STAY = N_("Attempts at either module stay as they are.")
RENEWED = N_("How often a certificate may be earned")
CERTIFICATES_STAY = N_("Certificates that there are stay as they are.")
ON_PAGE_AGAIN = N_("Learners meet “%(module)s” on the course page again, as before.")


def look_at_choice(session: Session, launch: Launch, event: AuditEvent, wanted: frozenset[str] | None) -> Offer:
    """What showing the module from before would do."""
    facts = event.told
    before, made = facts.get("before"), str(facts.get("module"))
    query = select(Placement).filter_by(
        context_id=launch.context_id, resource_link_id=number_in(event, "resource_link")
    )
    placement = session.scalars(query.with_for_update(of=Placement)).one_or_none()
    if placement is None:
        return refused(NO_LINK)
    if not before:
        return refused(FIRST_CHOICE)
    if catalogue().module(before) is None:
        return refused(GONE, module=before)
    today = placement.module_id
    if today == before:
        return refused(AS_BEFORE)
    is_chosen = today == made if wanted is None else "module" in wanted
    touched = _weigh(session, placement, before)

    def do(_why: str, now: datetime) -> None:
        show_module(session, launch, placement, before, now, before=today)
        follow_links(session, [placement], now)

    return Offer(
        do=do if is_chosen else None,
        facts=[placement.id, today, before, sorted(touched.grades.people)],
        fields=[Field("module", translate(SHOWS), module_title(today), module_title(before), today != made, is_chosen)],
        touched=touched,
        people=touched.grades.people,
        notes=[Said(ATTEMPTS_STAY)],
    )


def look_at_taken_off(session: Session, launch: Launch, event: AuditEvent, _wanted: frozenset[str] | None) -> Offer:
    """What putting a chosen module on the course page again would do."""
    facts = event.told
    module_id = str(facts.get("module"))
    if "settings" not in facts:
        return refused(UNREADABLE)
    if catalogue().module(module_id) is None:
        return refused(GONE, module=module_id)
    if session.get(ChosenModule, (launch.context_id, module_id)) is not None:
        return refused(AS_BEFORE)

    def do(_why: str, now: datetime) -> None:
        put_on_again(session, launch, module_id, dict(facts["settings"]), now)

    return Offer(do=do, facts=[module_id], notes=[Said(ON_PAGE_AGAIN, {"module": module_title(module_id)})])


def look_at_renewal(session: Session, launch: Launch, event: AuditEvent, wanted: frozenset[str] | None) -> Offer:
    """What choosing as before how often a certificate may be earned would do."""
    facts = event.told
    before, made, today = facts.get("renewal_before"), facts.get("renewal"), renewal_of(session, launch.context_id)
    if before not in RENEWALS:
        return refused(UNREADABLE)
    if today == before:
        return refused(AS_BEFORE)
    is_chosen = today == made if wanted is None else "renewal" in wanted

    def do(_why: str, now: datetime) -> None:
        choose_renewal(session, launch, Renewal(before), now)

    now_said, then_said = (translate(RENEWALS[each]) for each in (today, before))
    return Offer(
        do=do if is_chosen else None,
        facts=[today, before],
        fields=[Field("renewal", translate(RENEWED), now_said, then_said, today != made, is_chosen)],
        notes=[Said(CERTIFICATES_STAY)],
    )


def _weigh(session: Session, placement: Placement, module_id: str) -> Touched:
    """Whom showing another module touches: grades that lessons are part of may change."""
    today, before = placement.module_id, earned_grades(session, placement)
    with session.no_autoflush:
        placement.module_id = module_id
        after = earned_grades(session, placement)
        placement.module_id = today
    people = count_people(session, placement)
    grades, sends = compare(before, after), is_placement_graded(placement)
    return Touched(people.people_open, people.people_submitted, grades=grades, sends=sends)
