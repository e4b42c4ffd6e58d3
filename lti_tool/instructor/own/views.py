"""A course's own items and lessons: writing them, keeping versions, showing them to learners, taking them along."""

from __future__ import annotations

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.authoring import service
from lti_tool.authoring.checking import Surroundings
from lti_tool.authoring.drafts import Draft
from lti_tool.authoring.family_draft import ACTS, FamilyDraft
from lti_tool.authoring.item_draft import LETTERS, ItemDraft
from lti_tool.authoring.lesson_draft import LessonDraft
from lti_tool.authoring.models import OwnContent
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, ToolError
from lti_tool.grading.following import follow_module
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.own import page as own_pages
from lti_tool.instructor.own import pictures, two_people
from lti_tool.instructor.own.form import (
    EXTRAS,
    FAMILY,
    KIND_WORDS,
    LESSON,
    OBJECTIVES,
    kind_of,
    read_family_form,
    read_item_form,
    read_lesson_form,
)
from lti_tool.instructor.shared.meanwhile import Meanwhile
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.placements.picking import publishing
from lti_tool.templating import translate

OWN = "/instructor/own"
ONE = f"{OWN}/<id:own_id>"
VERSION = "<id:number>"


class NotReadyToShow(ToolError):
    """A version with errors; its page lists them."""

    status = 409
    title = N_("Not shown to learners yet")
    message = N_("This version still has errors, so learners cannot see it. Fix what its page lists, and save.")
    advice = N_("Go back to the page before.")


@bp.get(OWN)
def own_content() -> ResponseReturnValue:
    """All that the course has of its own, module by module."""
    launch = configuring_launch()
    everything = service.list_own(db.session(), launch.context_id)
    return render_template(
        "instructor/own/own.html",
        groups=own_pages.groups(db.session(), launch, everything),
        kinds=_kinds(),
        has_published=any(own.published_version for own in everything),
        has_drafts=any(own.published_version is None for own in everything),
        taken_in=request.args.get("taken_in", type=int),
        deleted=request.args.get("deleted", type=int),
    )


@bp.get(f"{OWN}/new")
def new_own() -> ResponseReturnValue:
    """An empty form for one kind of item, or for a lesson."""
    launch = configuring_launch()
    module_id = request.args.get("module", "")
    own_pages.require_placed(db.session(), launch, module_id)
    return _form_page(launch, module_id, _empty(kind_of(request.args)))


@bp.post(f"{OWN}/new")
def new_own_posted() -> ResponseReturnValue:
    """Begin it with what was typed, as a draft."""
    launch = configuring_launch()
    launch_id, kind, now = launch.id, kind_of(request.form), utcnow()
    module_id = request.form.get("module", "")
    own_pages.require_placed(db.session(), launch, module_id)
    own = service.begin(db.session(), launch.context_id, module_id, LESSON if kind == LESSON else "item", now)
    service.save(own, own_pages.write(_typed(kind), own, 1), launch.user_id, now)
    db.session.commit()
    return redirect(url_for("instructor.edit_own", launch_id=launch_id, own_id=own.id, saved=1), 303)


@bp.get(ONE)
def edit_own(own_id: int) -> ResponseReturnValue:
    """One of them as it was saved last, or as it was at an older version, with what the check says."""
    launch = configuring_launch()
    own = service.get_own(db.session(), launch.context_id, own_id)
    version = service.get_version(own, request.args.get("version", type=int))
    return _form_page(launch, own.module_id, own_pages.read(own, version), own, version.number)


@bp.post(ONE)
def edit_own_posted(own_id: int) -> ResponseReturnValue:
    """Keep what was typed as the next version; what has not changed is not kept twice."""
    launch = configuring_launch()
    own = service.get_own(db.session(), launch.context_id, own_id, lock=True)
    newest = service.get_version(own)
    typed = _typed(own_pages.kind_of(own, newest))
    found = two_people.compare(db.session(), launch, own, typed)
    if found.must_be_asked:
        return _form_page(launch, own.module_id, typed, own, newest.number, found), 409
    if own_pages.write(typed, own, newest.number) != newest.source:
        source = own_pages.write(typed, own, service.next_number(own))
        service.save(own, source, launch.user_id, utcnow())
    db.session.commit()
    return redirect(url_for("instructor.edit_own", launch_id=launch.id, own_id=own_id, saved=1), 303)


@bp.post(f"{ONE}/publish/{VERSION}")
def publish_own(own_id: int, number: int) -> ResponseReturnValue:
    """Show a version to learners; raises NotReadyToShow."""
    launch = configuring_launch()
    own = service.get_own(db.session(), launch.context_id, own_id, lock=True)
    version = service.get_version(own, number)
    around = own_pages.surroundings(db.session(), launch, own.module_id)
    if not own_pages.check(own, version, around).can_be_shown:
        raise NotReadyToShow
    now = utcnow()
    publishing.publish(db.session(), launch, own, version, now)
    _follow(own, now)
    db.session.commit()
    return redirect(url_for("instructor.edit_own", launch_id=launch.id, own_id=own_id, shown=1), 303)


@bp.post(f"{ONE}/take-out")
def take_out_own(own_id: int) -> ResponseReturnValue:
    """Show it to nobody any more."""
    launch = configuring_launch()
    own = service.get_own(db.session(), launch.context_id, own_id, lock=True)
    now = utcnow()
    publishing.take_out(db.session(), launch, own, now)
    _follow(own, now)
    db.session.commit()
    return redirect(url_for("instructor.edit_own", launch_id=launch.id, own_id=own_id, out=1), 303)


def _follow(own: OwnContent, now: datetime) -> None:
    """How much of a module is done changes with a lesson, and so do grades that lessons are part of."""
    if own.kind == LESSON:
        follow_module(db.session(), own.context_id, own.module_id, now)


def _typed(kind: str) -> Draft:
    if kind == FAMILY:
        return read_family_form(request.form)
    return read_lesson_form(request.form) if kind == LESSON else read_item_form(request.form, kind)


def _empty(kind: str) -> Draft:
    if kind == FAMILY:
        return FamilyDraft()
    return LessonDraft() if kind == LESSON else ItemDraft(type=kind)


def _form_page(
    launch: Launch,
    module_id: str,
    draft: Draft,
    own: OwnContent | None = None,
    number: int = 0,
    found: Meanwhile | None = None,
) -> str:
    around = own_pages.surroundings(db.session(), launch, module_id)
    kind = own_pages.kind_of_draft(draft)
    return render_template(
        "instructor/own/own_edit.html",
        module=around.module,
        kind=kind,
        kind_words=translate(KIND_WORDS[kind]),
        draft=draft,
        letters=ACTS if kind == FAMILY else LETTERS,
        extras=EXTRAS,
        objectives=OBJECTIVES,
        skills=own_pages.skills(around.module),
        levels=[(level, translate(words)) for level, words in own_pages.LEVELS.items()],
        own=own,
        number=number,
        own_images=pictures.rows(db.session(), launch.context_id) if kind == LESSON else [],
        **(_about_saved(own, number, around, found) if own else {}),
    )


def _about_saved(own: OwnContent, number: int, around: Surroundings, found: Meanwhile | None) -> dict[str, object]:
    """What the form's page says of something that was saved before."""
    return {
        "meanwhile": found or two_people.opened(own),
        "graded_links": own_pages.links_graded_by_lessons(db.session(), own),
        "checked": own_pages.check(own, service.get_version(own, number), around),
        "versions": own_pages.version_rows(db.session(), own),
    }


def _kinds() -> dict[str, str]:
    return {kind: translate(words) for kind, words in KIND_WORDS.items()}
