"""The same as JSON, for programs: each file a list, row by row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.attempts.models import Response
from lti_tool.privacy.export.answers import Answered, read_answers
from lti_tool.privacy.export.rows import handed_out, read_attempts, read_rows
from lti_tool.privacy.export.surroundings import Surroundings
from lti_tool.privacy.held.log import own_facts
from lti_tool.privacy.held.scores import findings_on
from lti_tool.privacy.holding import Holding, TableMap
from lti_tool.privacy.person import Person

ATTEMPTS_AT_ONCE = 20
CALLED = {"context_id": "course", "placement_id": "link", "resource_link_id": "link", "branch_id": "branch"}


def as_json(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A JSON list, one row a piece."""
    yield "["
    for number, row in enumerate(rows):
        yield f"{',' if number else ''}\n{json.dumps(row, ensure_ascii=False, default=_say)}"
    yield "\n]\n"


def plain_rows(
    session: Session, table: TableMap, holding: Holding, person: Person, around: Surroundings
) -> Iterator[dict[str, Any]]:
    """Rows of a holding as they are stored, with the names of courses, links and branches beside their numbers."""
    for row in read_rows(session, table, holding, person, handed_out(table, holding)):
        plain = dict(row)
        if "findings" in plain:
            plain["findings"] = findings_on(session, person, plain["findings"])
        if "facts" in plain:
            detail = plain.pop("detail")  # all that the version before wrote
            plain["facts"] = own_facts(person, detail if plain["facts"] is None else plain["facts"])
        yield plain | {word: around.name(name, row[name]) for name, word in CALLED.items() if name in plain}


def plain_attempts(
    session: Session, table: TableMap, holding: Holding, person: Person, around: Surroundings
) -> Iterator[dict[str, Any]]:
    """Attempts as they are stored, each with its questions and answers in words."""
    columns = handed_out(table, holding)
    for attempts in read_attempts(session, person, ATTEMPTS_AT_ONCE):
        for attempt, responses in attempts:
            stored = {name: getattr(attempt, name) for name in columns}
            answers = [_plain(each, responses) for each in read_answers(session, attempt, responses, around)]
            yield stored | {"link": around.name("placement_id", attempt.placement_id), "answers": answers}


def _plain(answered: Answered, responses: Iterable[Response]) -> dict[str, Any]:
    stored = next((each for each in responses if each.item_id == answered.item_id), None)
    return {
        "number": answered.number,
        "item_id": answered.item_id,
        "question": answered.question,
        "answer": [": ".join(filter(None, line)) for line in answered.lines],
        "chosen": stored.chosen if stored else [],
        "sure": answered.sure,
        "saved_at": answered.saved_at,
    }


def _say(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
