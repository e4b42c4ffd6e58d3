"""Work that waits to be held against its three lines, one person's desk, and filling an observation card."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import db, utcnow
from lti_tool.errors import ToolError
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Meanwhile
from lti_tool.instructor.shared.saved import what_was_saved
from lti_tool.instructor.transfer import page as pages
from lti_tool.instructor.transfer import two_people
from lti_tool.instructor.transfer.page import DeskPart, NoCardHere
from lti_tool.lti.access import configuring_launch, instructor_launch, may_configure, may_follow, refusal
from lti_tool.lti.models import Launch, User
from lti_tool.lti.session import current_launch
from lti_tool.paging import page_number
from lti_tool.templating import in_words
from lti_tool.transfer import checking, own, work
from lti_tool.transfer.form import LONGEST, LinesForm, empty_lines, read_lines
from lti_tool.transfer.models import MENTOR, STAFF, WorkSample

CARD = "/people/<id:user_id>/card/<module_id>"


@bp.get("/instructor/transfer")
def transfer() -> ResponseReturnValue:
    """Everybody's newest work for each module: what waits comes first."""
    launch, page = instructor_launch(), page_number()
    samples, has_more = work.list_newest(db.session(), launch.context_id, page)
    checks = checking.checks_by_sample(db.session(), samples)
    return render_template(
        "instructor/transfer/list.html",
        rows=[(each, pages.part_of(each.module_id), {one.checked_as for one in checks[each.id]}) for each in samples],
        page=page,
        has_more=has_more,
    )


@bp.get("/instructor/transfer/<id:sample_id>")
def work_sample(sample_id: int) -> ResponseReturnValue:
    """One piece of work beside its three lines."""
    launch = instructor_launch()
    sample = work.find_in_course(db.session(), launch.context_id, sample_id)
    part = pages.part_of(sample.module_id)
    lines = empty_lines(part.desk.work.lines if part.desk else ())
    return _work_page(launch, sample, part, lines, two_people.opened(db.session(), sample))


@bp.post("/instructor/transfer/<id:sample_id>")
def work_sample_checked(sample_id: int) -> ResponseReturnValue:
    """Keep what the three lines say of it, and log it."""
    launch, session, now = configuring_launch(), db.session(), utcnow()
    sample = work.find_in_course(session, launch.context_id, sample_id, lock=True)
    part = pages.part_of(sample.module_id)
    if part.desk is None:
        raise NoCardHere
    form = read_lines(request.form, part.desk.work.lines)
    if form.problems:
        return _work_page(launch, sample, part, form, meanwhile.as_sent()), 400
    found = two_people.compare(session, launch, sample, form)
    if found.must_be_asked:
        return _work_page(launch, sample, part, form, found), 409
    checking.check_work(session, launch, sample, form, STAFF, now)
    address = url_for("instructor.transfer", launch_id=launch.id, **what_was_saved(session, launch, now))
    session.commit()
    return redirect(address, 303)


@bp.get("/instructor/people/<id:user_id>/transfer")
def person_at_desk(user_id: int) -> ResponseReturnValue:
    """What one learner handed in, what was seen, and the agreement if they share it."""
    launch = instructor_launch()
    session = db.session()
    person = pages.find_person(session, launch, user_id)
    agreement = own.find_agreement(session, launch.context_id, user_id)
    samples = work.samples_of(session, launch.context_id, user_id)
    cards = checking.cards_of(session, launch.context_id, user_id)
    return render_template(
        "instructor/transfer/person.html",
        person=person,
        agreement=agreement if agreement and agreement.is_shared else None,
        modules=pages.at_their_desk(session, launch.context_id, samples, cards),
        checks=checking.checks_by_sample(session, samples),
        may_configure=may_configure(launch),
    )


@bp.get(CARD)
def fill_card(user_id: int, module_id: str) -> ResponseReturnValue:
    """An observation card for somebody whom one watched, as staff or as their mentor."""
    launch = current_launch()
    person = pages.find_person(db.session(), launch, user_id)
    part, desk = pages.cards_part(db.session(), launch, module_id)
    return _card_page(launch, person, part, empty_lines([each.text for each in desk.seen]))


@bp.post(CARD)
def card_filled(user_id: int, module_id: str) -> ResponseReturnValue:
    """Keep the card, and log it; teaching assistants only look."""
    launch = current_launch()
    launch_id, session = launch.id, db.session()
    person = pages.find_person(session, launch, user_id)
    if may_follow(launch) and not may_configure(launch):
        raise refusal(launch)
    part, desk = pages.cards_part(session, launch, module_id)
    form = read_lines(request.form, [each.text for each in desk.seen])
    if form.problems:
        return _card_page(launch, person, part, form), 400
    as_ = STAFF if may_configure(launch) else MENTOR
    try:
        checking.observe(session, launch, user_id, module_id, form, as_, utcnow())
    except ToolError as problem:  # what was chosen stays in the form
        return _card_page(launch, person, part, form, in_words(problem)), problem.status
    session.commit()
    if as_ == MENTOR:
        return redirect(url_for("instructor.mentees", launch_id=launch_id, saved=1), 303)
    return redirect(url_for("instructor.person_at_desk", launch_id=launch_id, user_id=user_id, saved=1), 303)


def _work_page(launch: Launch, sample: WorkSample, part: DeskPart, form: LinesForm, found: Meanwhile) -> str:
    return render_template(
        "instructor/transfer/work.html",
        sample=sample,
        part=part,
        form=form,
        meanwhile=found,
        checks=checking.checks_by_sample(db.session(), [sample])[sample.id],
        longest=LONGEST,
        may_configure=may_configure(launch),
    )


def _card_page(launch: Launch, person: User, part: DeskPart, form: LinesForm, refused: str = "") -> str:
    return render_template(
        "instructor/transfer/card.html",
        person=person,
        part=part,
        form=form,
        refused=refused,
        longest=LONGEST,
        follows=may_follow(launch),
        may_fill=may_configure(launch) or not may_follow(launch),
    )
