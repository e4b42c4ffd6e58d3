"""The log is facts: who did something and what changed, where texts were stored

Columns are only added: the version before goes on reading and writing its own, `actor` and `detail`. Whatever of them
cannot be read is kept as it was said then. The patterns here are that version's, and stay as they are.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

BATCH = 1000
CUT_AT = 500  # characters of a text, wherever that fell
LARGEST_ID = 2**31 - 1
EVENTS = sa.table(
    'audit_events',
    sa.column('id', sa.Integer),
    sa.column('actor', sa.String),
    sa.column('action', sa.String),
    sa.column('detail', lti_tool.db.JSONType),
    sa.column('actor_kind', sa.String),
    sa.column('actor_id', sa.Integer),
    sa.column('actor_name', sa.String),
    sa.column('facts', lti_tool.db.JSONType),
)
INTEGERS = {
    'placement.module_chosen': ('resource_link',),
    'placement.settings_changed': ('placement',),
    'course.copied': ('links',),
    'accommodation.set': ('user', 'extra_attempts'),
    'attempt.granted': ('user', 'placement'),
    'attempt.reopened': ('user', 'placement', 'number'),
    'item.dropped': ('changed', 'kept'),
    'item.answer_accepted': ('changed', 'kept'),
    'grades.sent_again': ('count',),
    'grades.replaced': ('user', 'placement'),
    'grades.column_made_anew': ('count', 'placement'),
    'branch.removed': ('people',),
    'branch.people_moved': ('people',),
    'branch.roster_imported': ('people', 'refused'),
    'own_content.published': ('before', 'version'),
    'own_content.taken_out': ('before', 'version'),
    'own_content.copied': ('count',),
    'contribution.shown': ('contribution',),
    'contribution.declined': ('contribution',),
    'registration.active': ('id',),
    'registration.pending': ('id',),
    'registration.disabled': ('id',),
    'deployment.active': ('id',),
    'deployment.pending': ('id',),
    'deployment.disabled': ('id',),
    'invitation.made': ('id',),
    'coordinator.invited': ('deployment', 'id'),
    'coordinator.uninvited': ('id',),
    'coordinator.joined': ('deployment',),
    'coordinator.removed': ('deployment', 'user'),
}
DECIMALS = {'accommodation.set': ('time_factor',), 'attempt.reopened': ('points',)}
BOOLEANS = {'invitation.made': ('auto_approve',)}
RENAMED = {'item.dropped': ('changed', 'scores_changed'), 'item.answer_accepted': ('changed', 'scores_changed')}


def upgrade() -> None:
    with op.batch_alter_table('audit_events', schema=None) as batch_op:
        batch_op.add_column(sa.Column('actor_kind', sa.String(length=16), server_default='', nullable=False))
        batch_op.add_column(sa.Column('actor_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('actor_name', sa.String(length=255), server_default='', nullable=False))
        batch_op.add_column(sa.Column('actor_via', sa.String(length=64), server_default='', nullable=False))
        batch_op.add_column(sa.Column('facts', lti_tool.db.JSONType, nullable=True))
    read_all(op.get_bind())


def downgrade() -> None:
    again = EVENTS.update().where(EVENTS.c.action == 'deployment.waits').values(action='deployment.pending')
    op.get_bind().execute(again)
    with op.batch_alter_table('audit_events', schema=None) as batch_op:
        for name in ('facts', 'actor_via', 'actor_name', 'actor_id', 'actor_kind'):
            batch_op.drop_column(name)


def read_all(connection: sa.Connection) -> None:
    """Every row, a batch at a time, oldest first."""
    after = 0
    old = sa.select(EVENTS.c.id, EVENTS.c.actor, EVENTS.c.action, EVENTS.c.detail).order_by(EVENTS.c.id).limit(BATCH)
    names = ('actor_kind', 'actor_id', 'actor_name', 'action', 'facts')
    write = EVENTS.update().where(EVENTS.c.id == sa.bindparam('row'))
    write = write.values({name: sa.bindparam(f'new_{name}') for name in names})
    while rows := connection.execute(old.where(EVENTS.c.id > after)).all():
        read = [(row.id, *read_actor(row.actor, row.action), *read_event(row.action, row.detail)) for row in rows]
        columns = ('row', *(f'new_{name}' for name in names))
        connection.execute(write, [dict(zip(columns, values, strict=True)) for values in read])
        after = rows[-1].id


def read_actor(said: str, action: str) -> tuple[str, int | None, str]:
    """Kind, id and name. A platform was called by its issuer, and met deployments; others are left as they were said."""
    found = re.fullmatch(r'(user|invitation) ([0-9]{1,10})', said)
    if found and int(found[2]) <= LARGEST_ID:
        return found[1], int(found[2]), ''
    if said == 'operator':
        return 'operator', None, ''
    if said == 'command line':
        return 'command', None, ''
    if action in ('deployment.accepted', 'deployment.pending'):
        return 'platform', None, said
    return '', None, said


def read_event(action: str, detail: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The action, and its facts with their types."""
    if action == 'deployment.pending' and 'deployment' in detail:
        return 'deployment.waits', dict(detail)  # met at a launch; the other one was an operator's
    facts = {name: _typed(action, name, value) for name, value in detail.items()}
    if action.endswith('.settings_changed') and isinstance(said := facts.pop('changed', ''), str):
        facts |= read_changes(said)
    if action in RENAMED:
        before, now = RENAMED[action]
        facts |= {now: facts.pop(before)} if before in facts else {}
    return action, facts


def _typed(action: str, name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in INTEGERS.get(action, ()):
        return _integer(value, value)
    if name in DECIMALS.get(action, ()) and re.fullmatch(r'[0-9]{1,9}(\.[0-9]{1,9})?', value):
        return float(value)
    if name in BOOLEANS.get(action, ()) and value in ('True', 'False'):
        return value == 'True'
    return value


def _integer(said: str, otherwise: Any) -> Any:
    return int(said) if re.fullmatch(r'[0-9]{1,10}', said) else otherwise


# "name: old → new; name: old → new", with "–" for nothing and lists with ", "; cut at 500 characters.
NOTHING, UNREAD = '–', object()


def _read_number(said: str) -> Any:
    return None if said == NOTHING else _integer(said, UNREAD)


def _read_lessons(said: str) -> Any:
    if said == NOTHING:
        return []
    return said.split(', ') if re.fullmatch(r'[\w.-]+(, [\w.-]+)*', said) else UNREAD


def _read_moment(said: str) -> Any:
    if said == NOTHING:
        return None
    try:
        return said if datetime.fromisoformat(said).tzinfo else UNREAD
    except ValueError:
        return UNREAD


def _one_of(*codes: str) -> Callable[[str], Any]:
    return lambda said: said if said in codes else UNREAD


SETTINGS: dict[str, Callable[[str], Any]] = {
    'shows': _one_of('whole', 'lessons', 'quiz', 'survey'),
    'lessons_hidden': _read_lessons,
    'lessons_order': _read_lessons,
    'items': _read_number,
    'pass_percent': _read_number,
    'graded_by': _one_of('score', 'completion', 'both'),
    'completion_percent': _read_number,
    'attempts_allowed': _read_number,
    'counting': _one_of('highest', 'latest', 'first', 'average'),
    'wait_minutes': _read_number,
    'opens_at': _read_moment,
    'due_at': _read_moment,
    'closes_at': _read_moment,
    'time_limit_minutes': _read_number,
    'grace_seconds': _read_number,
    'key_shown': _one_of('after_attempt', 'after_attempts', 'from_date'),
    'key_shown_from': _read_moment,
}
BETWEEN = re.compile(f"; (?=(?:{'|'.join(SETTINGS)}): )")


def read_changes(said: str) -> dict[str, Any]:
    """`changes` by setting: what was and is, or the text that said so; what names no setting is `said_then`.

    The end of a text that was cut may look whole and is not: "8" of 80, "after_attempt" of "after_attempts".
    """
    parts, rest = BETWEEN.split(said), []
    is_cut = len(said) >= CUT_AT
    if is_cut and '; ' in parts[-1]:  # within the name of the next setting
        parts[-1:] = parts[-1].rsplit('; ', 1)
    changes: dict[str, Any] = {}
    for number, part in enumerate(parts, start=1):
        name, colon, values = part.partition(': ')
        if name not in SETTINGS or not colon:
            rest.append(part)
        elif is_cut and number == len(parts):
            changes[name] = values
        else:
            changes[name] = _read_change(SETTINGS[name], values)
    told = '; '.join(filter(None, rest))
    return {'changes': changes} | ({'said_then': told} if told else {})


def _read_change(read: Callable[[str], Any], values: str) -> Any:
    pair = [read(each) for each in values.split(' → ')]
    return values if len(pair) != 2 or UNREAD in pair else pair
