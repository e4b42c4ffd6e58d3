"""The application: wiring only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from lti_tool import background, cli, instructor, learner, request_limits, row_id, serving, templating
from lti_tool.attempts.adjusting import follow_branch
from lti_tool.attempts.hearing import hear_dates
from lti_tool.branches.membership import CUSTOM_BRANCH, people_moved, take_up_branch
from lti_tool.certificates.views import bp as certificates_bp
from lti_tool.community import link_check
from lti_tool.competencies.tallying import move_to_branch
from lti_tool.db import db, utcnow
from lti_tool.delivery.graders_view import asks_for_work
from lti_tool.instructor.course.first_page import first_page
from lti_tool.instructor.picker.returning import bp as returning_bp
from lti_tool.logs import request_ids
from lti_tool.logs.lines import set_up_logging
from lti_tool.lti.access import is_preview, may_follow
from lti_tool.lti.claims import DATA_PRIVACY_REQUESTS, DEEP_LINKING_REQUEST, RESOURCE_LINK_REQUEST, REVIEW_REQUEST
from lti_tool.lti.endpoints.launching import bp as lti_bp
from lti_tool.lti.endpoints.launching import open_from_course
from lti_tool.lti.endpoints.registering import bp as registration_bp
from lti_tool.lti.extension import Lti
from lti_tool.lti.launched import StoredLaunch
from lti_tool.lti.registering.tool_facts import COURSE_PAGE, CUSTOM_PAGE
from lti_tool.lti.roles import Role
from lti_tool.placements import catalogue, lms_dates
from lti_tool.pools import pools_of
from lti_tool.settings import Settings, load_settings, shipped_dir
from lti_tool.site import (
    compression,
    drawings,
    error_pages,
    health,
    language,
    metrics,
    own_images,
    request_lines,
    security_txt,
    styleguide,
)
from lti_tool.site.answers import Answer
from lti_tool.site.asked import Asked
from lti_tool.site.form_proof import FormProof
from lti_tool.site.page_templates import PageTemplates

csrf = FormProof()
TELLING = lms_dates.PARAMETERS | {CUSTOM_BRANCH}
"""Custom parameters by which a launch may change what we keep; most launches have none, and need no session."""


class Tool(Flask):
    """Flask with kinds of our own, that does not ask at each request which functions are coroutines."""

    jinja_environment = PageTemplates
    request_class = Asked
    response_class = Answer

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """None of ours is one; Flask looks at seventeen for a page."""
        return func


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Make the WSGI application; `overrides` are Flask's own configuration values.

    Nothing here looks at the database or the content: commands must run while those are broken. What guards
    serving is in `serving`.
    """
    settings = settings or load_settings()
    set_up_logging(settings.log_format)
    app = Tool(__name__)
    app.config.from_mapping(_flask_config(settings) | overrides)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.extensions["settings"] = settings
    request_ids.init_app(app)
    request_lines.init_app(app, settings)
    db.init_app(app)
    metrics.init_app(app, settings)
    request_limits.init_app(app)
    csrf.init_app(app)
    row_id.init_app(app)
    templating.init_app(app)
    language.init_app(app)
    compression.init_app(app)
    catalogue.init_app(app, settings.content_dir or shipped_dir("content"))
    Lti(
        app,
        settings,
        destinations={
            RESOURCE_LINK_REQUEST: _resource_link_page,
            DEEP_LINKING_REQUEST: lambda _launch: "instructor.picker",
            REVIEW_REQUEST: lambda _launch: "instructor.review",
            **dict.fromkeys(DATA_PRIVACY_REQUESTS, lambda _launch: "learner.privacy"),
        },
    )
    link_check.init_app(app)
    csrf.exempt(lti_bp)  # its two doors are opened from other sites; state and signature guard them
    csrf.exempt(registration_bp)  # shown in frames where no cookie holds; its form carries what was shown, signed
    csrf.exempt(returning_bp)  # a frame that keeps no cookie: only our own pages may ask, with a code
    app.register_blueprint(lti_bp)
    app.register_blueprint(registration_bp)
    app.register_blueprint(returning_bp)
    app.register_blueprint(learner.bp)
    app.register_blueprint(instructor.bp)
    app.register_blueprint(certificates_bp)
    app.add_url_rule("/", "front_door", open_from_course)
    drawings.init_app(app)
    own_images.init_app(app)
    health.init_app(app)
    security_txt.init_app(app, settings)
    error_pages.init_app(app)
    styleguide.init_app(app)
    serving.init_app(app)
    background.init_app(app, settings)
    people_moved.connect(move_to_branch)
    people_moved.connect(follow_branch)
    cli.init_app(app)
    return app


def _resource_link_page(launch: StoredLaunch) -> str:
    if not TELLING.isdisjoint(launch.custom):
        heard = take_up_branch(db.session(), launch), hear_dates(db.session(), launch, utcnow())
        if any(heard):
            db.session.commit()
    if asks_for_work(launch):  # from the gradebook's own view of a submission
        return "instructor.graded"
    if launch.custom.get(CUSTOM_PAGE) == COURSE_PAGE:  # a link of the course's menu: no module was chosen there
        return "instructor.course" if may_follow(launch) else "learner.course"
    if may_follow(launch):
        return first_page(db.session(), launch)
    return "instructor.mentees" if is_preview(launch) and Role.MENTOR in launch.roles else "learner.module"


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": next(iter(settings.secret_key), None),
        "WTF_CSRF_SECRET_KEY": settings.secrets_oldest_first,
        **pools_of(settings),
        "WTF_CSRF_TIME_LIMIT": None,  # a slow reader's form is as good as a fast one's
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,  # a static address names its content: see templating
        "TEMPLATES_AUTO_RELOAD": False,
    }
