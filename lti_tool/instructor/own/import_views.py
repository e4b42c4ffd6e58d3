"""Taking in a file of questions: what it would bring is shown first, and only what is chosen becomes a draft."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, suppress

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.authoring import images, service
from lti_tool.authoring.exchange.found import LARGEST_FILE, MOST_FOUND, BadFile, FileTooLarge, Note
from lti_tool.authoring.exchange.reading import read_file
from lti_tool.authoring.exchange.taking_in import room_in, take_in
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, ToolError
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.own import import_page
from lti_tool.instructor.own import page as own_pages
from lti_tool.instructor.own.form import KIND_WORDS
from lti_tool.instructor.shared.meanwhile import hold_course
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.request_limits import LARGEST_REQUEST, allow_file, allow_form
from lti_tool.templating import translate

RULE = "/instructor/own/import"
LARGEST_PLAN = 12 * 1024 * 1024  # bytes: what one file may bring, with sixty pictures
STATES = {
    "ready": N_("Comes in as it is"),
    "changed": N_("Comes in, changed"),
    "unfinished": N_("Comes in, to be finished before learners can see it"),
    "twice": N_("There already"),
    "cannot": N_("Cannot come in"),
}


class NoFile(BadFile):
    """A form without a file."""

    message = N_("Choose a file first.")


class NothingChosen(BadFile):
    """A report without a tick."""

    message = N_("Tick at least one question.")
    advice = N_("Nothing was taken in. Go back, and tick what you want.")


@bp.url_value_preprocessor
def allow_questions(endpoint: str | None, _values: object) -> None:
    """Let a long file through before anything reads the form, but only from somebody who may take one in."""
    if endpoint not in ("instructor.import_own", "instructor.import_own_confirmed"):
        return
    with suppress(ToolError):  # the view says why
        configuring_launch()
        if endpoint == "instructor.import_own_confirmed":
            allow_form(request, LARGEST_PLAN, MOST_FOUND)
            return
        allow_file(request, LARGEST_FILE + LARGEST_REQUEST)
    if (request.content_length or 0) > LARGEST_FILE + LARGEST_REQUEST:
        raise FileTooLarge


@bp.get(RULE)
def import_own_form() -> ResponseReturnValue:
    """Which files can be taken in, and the form for one."""
    return _form(configuring_launch(), request.args.get("module", ""))


@bp.post(RULE)
def import_own() -> ResponseReturnValue:
    """What a file would bring; nothing is kept yet."""
    launch, session = configuring_launch(), db.session()
    defaults = import_page.Defaults(
        request.form.get("module", ""), request.form.get("skill", ""), request.form.get("level", "")
    )
    own_pages.require_placed(session, launch, defaults.module_id)
    sent = request.files.get("file")
    known = frozenset(image.key for image in images.list_images(session, launch.context_id))
    try:
        if sent is None or not sent.filename:
            raise NoFile
        truths = (translate(N_("True")), translate(N_("False")))
        with closing(sent):
            data = sent.read(LARGEST_FILE + 1)
        reading = read_file(data, sent.filename, truths, known)
    except BadFile as problem:
        return _form(launch, defaults.module_id, _problem_words(problem)), problem.status
    room = room_in(session, launch.context_id)
    everything = service.list_own(session, launch.context_id)
    lines = import_page.report(session, launch, reading, everything, defaults, room)
    return render_template(
        "instructor/own/import_report.html",
        module=own_pages.surroundings(session, launch, defaults.module_id).module,
        lines=lines,
        notes=import_page.few(reading.notes),
        note_words=_note_words,
        kinds={kind: translate(said) for kind, said in KIND_WORDS.items()},
        states={state: translate(said) for state, said in STATES.items()},
        counts={state: sum(line.state == state for line in lines) for state in STATES},
        room=room,
        usable=sum(line.draft is not None for line in lines),
        pictures=len(reading.pictures),
        plan=import_page.pack(launch, lines, reading.pictures),
    )


@bp.post(f"{RULE}/confirmed")
def import_own_confirmed() -> ResponseReturnValue:
    """Keep what was ticked as drafts; of two yeses at once the second finds them kept."""
    launch = configuring_launch()
    hold_course(db.session(), launch)
    launch_id, now = launch.id, utcnow()
    drafts, pictures = import_page.unpack(launch, request.form.get("plan", ""))
    ticked = {place for value in request.form.getlist("keep") if (place := _place(value)) < len(drafts)}
    if not ticked:
        raise NothingChosen
    chosen = [drafts[place] for place in sorted(ticked)]
    take_in(db.session(), launch.context, chosen, pictures, launch.user_id, now)
    db.session.commit()
    return redirect(url_for("instructor.own_content", launch_id=launch_id, taken_in=len(chosen)), 303)


def _place(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else MOST_FOUND


def _note_words(note: Note) -> str:
    return translate(note.wording, _params(note.params))


def _problem_words(problem: ToolError) -> str:
    return translate(problem.wording, _params(problem.params))


def _params(params: Mapping[str, object]) -> dict[str, object]:
    """The facts of a note; those that have words of their own are said in the reader's language, too."""
    return {name: _fact(value) for name, value in params.items()}


def _fact(value: object) -> object:
    if isinstance(value, Note):
        return _note_words(value)
    return _problem_words(value) if isinstance(value, ToolError) else value


def _form(launch: Launch, module_id: str, problem: str = "") -> str:
    own_pages.require_placed(db.session(), launch, module_id)
    module = own_pages.surroundings(db.session(), launch, module_id).module
    return render_template(
        "instructor/own/import.html",
        module=module,
        skills=own_pages.skills(module),
        levels=[(level, translate(words)) for level, words in own_pages.LEVELS.items()],
        room=room_in(db.session(), launch.context_id),
        most=MOST_FOUND,
        problem=problem,
    )
