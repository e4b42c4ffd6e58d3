"""What the surveys of the course say, on a page of their own."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.content.markdown import render_inline_markdown
from lti_tool.db import db
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.shared.people.finding import read_branch
from lti_tool.instructor.surveys.page import read_page
from lti_tool.instructor.surveys.words import csv_rows
from lti_tool.lti.access import instructor_launch
from lti_tool.templating import page_language
from lti_tool.text.csv_file import csv_response


@bp.get("/instructor/surveys")
def surveys() -> ResponseReturnValue:
    """Every survey, of everybody or of the branch that the address names."""
    page = read_page(db.session(), instructor_launch().context_id, page_language())
    wanted = read_branch(request.args.get("branch", ""))
    branch = next((each for each in page.branches if each.id == wanted), None)
    return render_template("instructor/surveys/surveys.html", page=page, branch=branch, inline=render_inline_markdown)


@bp.get("/instructor/surveys.csv")
def surveys_csv() -> ResponseReturnValue:
    """All that is told, of everybody and of each branch."""
    page = read_page(db.session(), instructor_launch().context_id, page_language())
    return csv_response(csv_rows(page), "surveys.csv")
