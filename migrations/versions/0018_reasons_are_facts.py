"""Why something did not work is stored as a code with its facts

The sentences that the version before stored are read once; one that is not understood is kept as it is ("said_then").
Their columns stay for as long as that version may run beside this one.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

SENTENCES = {
    'score_deliveries': 'reason',
    'delivery_tries': 'said',
    'platform_lanes': 'reason',
    'grade_checks': 'reason',
    'course_work': 'reason',
}
AT_ONCE = 1000
Read = tuple[str, dict[str, Any]]

GIVEN_UP = re.compile(
    r'(?P<why>.+) We stopped after (?P<tries>\d+) tries'
    r'(?:, and look once a day for two weeks)?; it can be sent again from here\.',
    re.DOTALL,
)
ANSWER = r'HTTP (?P<http_status>\d+)(?:: (?P<detail>.+))?'
ANSWERED = {
    'no_gradebook_access': (
        'The learning platform does not let this tool use its gradebook ({}). '
        "Its administrator should check the tool's registration there.",
        "The learning platform does not accept this tool's access to the gradebook. ({})",
    ),
    'gradebook_not_available': (
        'The learning platform is not available at the moment ({}).',
        'The learning platform did not take the score in time ({}).',
    ),
    'score_failed': (
        'The learning platform failed to take the score ({}). '
        'A grade or a gradebook column that is locked there looks like this.',
    ),
    'newer_score': ('The learning platform holds a score that it takes to be newer ({}).',),
    'not_graded_here': (
        'The learning platform does not grade this person here: only enrolled learners have a grade, '
        'not teachers and not those who left ({}).',
    ),
    'gradebook_moved': ("The learning platform's gradebook has moved ({}). Launch the link again.",),
    'grading_not_allowed': ('The learning platform does not allow this tool to grade here. ({})',),
    'gradebook_cell_gone': (
        "The gradebook column, or this person's place in it, no longer exists on the learning platform. ({})",
    ),
    'gradebook_column_gone': ('The gradebook column no longer exists on the learning platform. ({})',),
    'score_refused': ('The learning platform refused the score. ({})',),
    'platform_refused': ('The learning platform refused our request ({}).',),
    'token_refused': ('The learning platform gave us no access to its services ({}).',),
}
NO_TOKEN = 'there was no access token in the answer'
WITHOUT_TOKEN = {'no_gradebook_access': 'no_gradebook_token', 'token_refused': 'token_missing'}
POINTS = r'\((?P<{0}_given>[\d.e+-]+) / (?P<{0}_maximum>[\d.e+-]+)\)'
CHANGED_THERE = re.compile(
    'Somebody gave a higher grade in the learning platform '
    + POINTS.format('theirs')
    + ' than this score would be '
    + POINTS.format('ours')
    + r'\. It was left as it is; send the score again to replace it\.'
)
PLAIN = {
    'The learning platform asked us to slow down.': 'slow_down',
    'This tool failed to send the score; its operator can see why in the log.': 'sending_failed',
    'The learning platform could not be reached.': 'platform_unreachable',
    'The learning platform took too long to answer.': 'platform_timed_out',
    "The learning platform's security certificate was not accepted.": 'platform_not_trusted',
    "The learning platform's answer was larger than one megabyte.": 'answer_too_large',
    "The learning platform's address is not a public http or https address.": 'address_not_allowed',
    "The learning platform's address is not a public http or https address. If the platform is inside your own "
    'network, the operator can set LTI_TOOL_ALLOW_PRIVATE_PLATFORMS.': 'address_not_allowed',
    'The learning platform has no gradebook column for this link, and does not let this tool make one. '
    "Turn grading on in the link's settings there, then launch it once.": 'no_line_item',
    'The learning platform does not let this tool send scores for this link.': 'scores_not_allowed',
    'The learning platform made a gradebook column but did not say where it is.': 'line_item_without_address',
    "The learning platform's list of gradebook columns could not be read.": 'line_items_unreadable',
    'This tool failed to compare; its operator can see why in the log.': 'comparing_failed',
    'Your LMS does not let this tool read who is in the course.': 'no_roster',
    "The learning platform's list of people could not be read.": 'odd_roster',
    "The learning platform's list of people does not end.": 'endless_roster',
    'Something went wrong that we did not foresee. Try again; if it stays, tell whoever runs this tool.': 'work_broke',
}


def _with_answer(sentence: str) -> re.Pattern[str]:
    """Whatever the platform said, with our own words in it or not: all between our first words and our last."""
    before, after = sentence.split('{}')
    return re.compile(re.escape(before) + ANSWER + re.escape(after), re.DOTALL)


PATTERNS = [(code, _with_answer(sentence)) for code, sentences in ANSWERED.items() for sentence in sentences]


def read(sentence: str) -> Read:
    """The code and the facts of a sentence that the version before stored."""
    if found := _understand(sentence):
        return found
    given_up = GIVEN_UP.fullmatch(sentence)
    if given_up and (found := _understand(given_up['why'])):
        return found[0], {**found[1], 'given_up_after': int(given_up['tries'])}
    return 'said_then', {'text': sentence}


def read_points(words: str) -> dict[str, float] | None:
    """What a comparison kept as "75 / 100"; "" where there was nothing."""
    given, _, maximum = words.partition(' / ')
    try:
        return {'given': float(given), 'maximum': float(maximum)}
    except ValueError:
        return None


def _understand(sentence: str) -> Read | None:
    if code := PLAIN.get(sentence):
        return code, {}
    if found := CHANGED_THERE.fullmatch(sentence):
        return 'changed_there', {name: float(value) for name, value in found.groupdict().items()}
    for code, pattern in PATTERNS:
        if found := pattern.fullmatch(sentence):
            return _answered(code, int(found['http_status']), found['detail'] or '')
    return None


def _answered(code: str, http_status: int, detail: str) -> Read:
    if detail == NO_TOKEN and code in WITHOUT_TOKEN:
        code, detail = WITHOUT_TOKEN[code], ''
    return code, {'http_status': http_status, 'detail': detail}


def upgrade() -> None:
    for name in SENTENCES:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column('reason_code', sa.String(length=64), server_default='', nullable=False))
            batch_op.add_column(
                sa.Column('reason_params', lti_tool.db.JSONType, server_default=sa.text("'{}'"), nullable=False)
            )
    for name, sentence in SENTENCES.items():
        _read_sentences(name, sentence)
    _rewrite_findings(read_points)


def _read_sentences(name: str, sentence: str) -> None:
    """Only rows that say something; each batch begins where the one before ended, so each row is passed once.

    Of a thousand rows many say the same.
    """
    table = _table(name, sentence)
    said = table.c[sentence]
    for rows in _batches(table, said != ''):
        alike: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            alike[row[sentence]].append(row)
        for words, same in alike.items():
            code, params = read(words)
            op.get_bind().execute(_update(table, same), {'reason_code': code, 'reason_params': params})


def _rewrite_findings(points: Callable[[Any], Any]) -> None:
    table = _table('grade_checks', 'findings')
    for rows in _batches(table, table.c.state == 'done'):
        for row in rows:
            findings = [_with(points, each) for each in row['findings']]
            op.get_bind().execute(_update(table, [row]), {'findings': findings})


def _with(points: Callable[[Any], Any], finding: dict[str, Any]) -> dict[str, Any]:
    return {**finding, **{side: points(finding[side]) for side in ('ours', 'theirs')}}


def _say_points(points: dict[str, float] | None) -> str:
    return f"{points['given']:g} / {points['maximum']:g}" if points else ''


def _table(name: str, *columns: str) -> sa.Table:
    keys = {'grade_checks': ('context_id',), 'course_work': ('context_id', 'kind')}.get(name, ('id',))
    kinds = {'findings': lti_tool.db.JSONType, 'reason_params': lti_tool.db.JSONType}
    return sa.Table(
        name,
        sa.MetaData(),
        *(sa.Column(key, sa.String if key == 'kind' else sa.Integer, primary_key=True) for key in keys),
        *(sa.Column(each, kinds.get(each, sa.Text)) for each in (*columns, 'state', 'reason_code', 'reason_params')),
    )


def _batches(table: sa.Table, wanted: sa.ColumnElement[bool]) -> Iterator[Any]:
    keys = list(table.primary_key)
    columns = [*keys, *(each for each in table.c if each.name in ('reason', 'said', 'findings'))]
    query = sa.select(*columns).where(wanted).order_by(*keys).limit(AT_ONCE)
    rows = op.get_bind().execute(query).mappings().all()
    while rows:
        yield rows
        reached = sa.tuple_(*keys) > sa.tuple_(*(rows[-1][key.name] for key in keys))
        rows = op.get_bind().execute(query.where(reached)).mappings().all()


def _update(table: sa.Table, rows: list[Any]) -> sa.Update:
    keys = list(table.primary_key)
    places = [tuple(row[key.name] for key in keys) for row in rows]
    return sa.update(table).where(sa.tuple_(*keys).in_(places) if keys[1:] else keys[0].in_([at for (at,) in places]))


def downgrade() -> None:
    _rewrite_findings(_say_points)
    for name in SENTENCES:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_column('reason_params')
            batch_op.drop_column('reason_code')
