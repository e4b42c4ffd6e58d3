"""Which LMS is imitated, and where each of its ways is known from."""

from flask import Blueprint, render_template

from lti_tool.demo_lms.dialects.dialect import Feature
from lti_tool.demo_lms.web import Problem, current_platform

bp = Blueprint("imitation", __name__)


@bp.get("/imitation")
def facts() -> str:
    """Every feature with what is known of it; what is not known is this demo's own."""
    dialect = current_platform().dialect
    if not dialect.is_imitation:
        raise Problem("This demo LMS imitates no other. Start it with --as to have one imitated.", 404)
    return render_template("demo_lms/imitation.html", features=list(Feature))
