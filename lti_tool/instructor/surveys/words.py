"""The lines of the file of surveys: the same steps as on the page, never an exact count of what was chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from lti_tool.community.results import FieldResult, SurveyResult
from lti_tool.content.markdown import plain_words
from lti_tool.instructor.surveys.page import SurveyRow, SurveysPage


def csv_rows(page: SurveysPage) -> Iterator[Sequence[object]]:
    """The head, and a line for each answer that is told, of everybody and of each branch."""
    yield [
        _("Module"),
        _("Survey"),
        _("Branch"),
        _("Answers told so far"),
        _("Question"),
        _("Answer"),
        _("Chosen by at least"),
        _("Chosen by at most"),
    ]
    for row in page.rows:
        yield from _lines(row, _("Everybody"), row.everybody)
        for branch in page.branches:
            if branch.id in row.by_branch:
                yield from _lines(row, branch.name, row.by_branch[branch.id])


def _lines(row: SurveyRow, whose: str, result: SurveyResult) -> Iterator[Sequence[object]]:
    head = [row.module.title, plain_words(row.survey.title), whose, result.answered]
    told = [each for each in result.fields if each.is_told]
    for each in told:
        for line in _answers(each, result.answered):
            yield [*head, plain_words(each.field.label), *line]
    if not told:
        yield [*head, "", _("Too few answers to tell more."), "", ""]


def _answers(field: FieldResult, answered: int) -> Iterator[Sequence[object]]:
    for count in field.counts:
        yield plain_words(count.text), count.least, answered if count.most is None else count.most
    if field.most_chosen:
        yield f"{plain_words(field.most_chosen)} ({_('chosen most often, or as often as any other')})", "", ""
    for text in field.texts:
        yield text, "", ""
