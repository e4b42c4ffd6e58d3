"""Pictures of a course's own: what there is, adding one, removing one."""

from __future__ import annotations

from contextlib import suppress

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.audit import CourseAction
from lti_tool.authoring import images
from lti_tool.authoring.reencoding import LARGEST_FILE, BadImage, reencode
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, ToolError
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.own import pictures
from lti_tool.instructor.shared.meanwhile import hold_course
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.records.recording import record_change
from lti_tool.request_limits import LARGEST_REQUEST, allow_file
from lti_tool.templating import in_words
from lti_tool.text.plain_text import clean_line

IMAGES = "/instructor/own/images"


class NoFile(BadImage):
    """A form without a file."""

    message = N_("Choose a file first: a PNG, a JPEG or a WebP.")


@bp.url_value_preprocessor
def allow_images(endpoint: str | None, _values: object) -> None:
    """Let a photograph through before anything reads the form, but only from somebody who may add one."""
    if endpoint == "instructor.add_own_image":
        with suppress(ToolError):  # the view says why
            configuring_launch()
            allow_file(request, LARGEST_FILE + LARGEST_REQUEST)


@bp.get(IMAGES)
def own_images() -> ResponseReturnValue:
    """All pictures of the course's own, and the form to add one."""
    return _page()


@bp.post(IMAGES)
def add_own_image() -> ResponseReturnValue:
    """Take in one picture; a file with faults changes nothing, and the words typed stay in the form."""
    launch = configuring_launch()
    launch_id, now, words = launch.id, utcnow(), clean_line(request.form.get("alt", ""))
    sent, decorates = request.files.get("file"), "decorates" in request.form
    try:
        if sent is None or not sent.filename:
            raise NoFile
        alt = images.alt_of(words, decorates=decorates)
        made = reencode(sent.read(LARGEST_FILE + 1))
        hold_course(db.session(), launch)
        added = images.keep_image(db.session(), launch.context, made, alt, launch.user_id, now)
    except ToolError as problem:
        return _page(in_words(problem), words, decorates=decorates), problem.status
    if added.is_new:
        record_change(db.session(), launch, CourseAction.OWN_IMAGE_ADDED, now, key=added.image.key)
    key = added.image.key
    db.session.commit()
    return redirect(url_for("instructor.own_images", launch_id=launch_id, added=key, new=int(added.is_new)), 303)


@bp.post(f"{IMAGES}/<id:image_id>/remove")
def remove_own_image(image_id: int) -> ResponseReturnValue:
    """Delete one that no published lesson shows; raises ImageIsShown."""
    launch = configuring_launch()
    launch_id, session = launch.id, db.session()
    image = images.get_image(session, launch.context_id, image_id)
    try:
        images.remove_image(session, image, pictures.shown_in(session, launch.context_id, image.key))
    except images.ImageIsShown as problem:
        return _page(in_words(problem)), problem.status
    record_change(session, launch, CourseAction.OWN_IMAGE_REMOVED, utcnow(), key=image.key)
    db.session.commit()
    return redirect(url_for("instructor.own_images", launch_id=launch_id, removed=1), 303)


def _page(problem: str = "", words: str = "", *, decorates: bool = False) -> str:
    launch = configuring_launch()
    rows = pictures.rows(db.session(), launch.context_id)
    return render_template(
        "instructor/own/images.html",
        rows=rows,
        added=next((row for row in rows if row.key == request.args.get("added")), None),
        most=images.MOST_IMAGES,
        longest=images.LONGEST_ALT,
        problem=problem,
        words=words,
        decorates=decorates,
    )
