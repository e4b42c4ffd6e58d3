"""The course's gallery: what colleagues share, and sharing something oneself."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.community import contributing
from lti_tool.community.contributing import LICENCE_NAMES, LICENCE_WORDS
from lti_tool.community.link_check import EXTENSION, LinkChecker
from lti_tool.db import db, utcnow
from lti_tool.errors import ToolError
from lti_tool.learner.blueprint import bp
from lti_tool.learner.sharing.form import LONGEST, ContributionForm, empty_form, read_form
from lti_tool.lti.access import is_preview
from lti_tool.lti.session import current_launch
from lti_tool.paging import page_number
from lti_tool.settings import Settings
from lti_tool.templating import in_words, translate


@bp.get("/community")
def community() -> ResponseReturnValue:
    """What was let into the gallery, and what became of one's own."""
    launch = current_launch()
    page = page_number()
    shown, has_older = contributing.list_shown(db.session(), launch.context_id, page)
    return render_template(
        "learner/sharing/community.html",
        shown=shown,
        mine=contributing.list_mine(db.session(), launch) if page == 1 else [],
        page=page,
        has_older=has_older,
        licences={licence: translate(words) for licence, words in LICENCE_NAMES.items()},
    )


@bp.get("/community/share")
def share() -> ResponseReturnValue:
    """The form for a link or an idea."""
    current_launch()
    return _form_page(empty_form())


@bp.post("/community/share")
def share_posted() -> ResponseReturnValue:
    """Send it to the instructor; whoever previews sends nothing."""
    launch = current_launch()
    launch_id, form = launch.id, read_form(request.form)
    if form.problems:
        return _form_page(form), 400
    if is_preview(launch):
        return redirect(url_for("learner.community", launch_id=launch_id, tried=1), 303)
    try:
        found = contributing.share(db.session(), launch, form.offer, utcnow())
    except ToolError as problem:  # what was typed stays in the form
        return _form_page(form, in_words(problem)), problem.status
    db.session.commit()
    if found.url:
        checker: LinkChecker = current_app.extensions[EXTENSION]
        checker.ask(found.id)
    return redirect(url_for("learner.community", launch_id=launch_id, sent=1), 303)


@bp.post("/community/<id:contribution_id>/take-back")
def take_back(contribution_id: int) -> ResponseReturnValue:
    """Take one's own contribution back, shown or not."""
    launch = current_launch()
    contributing.take_back(db.session(), launch, contribution_id)
    db.session.commit()
    return redirect(url_for("learner.community", launch_id=launch.id), 303)


def _form_page(form: ContributionForm, refused: str = "") -> str:
    settings: Settings = current_app.extensions["settings"]
    return render_template(
        "learner/sharing/share.html",
        form=form,
        refused=refused,
        licences={licence: translate(words) for licence, words in LICENCE_WORDS.items()},
        longest=LONGEST,
        ideas_contact=settings.ideas_contact,
    )
