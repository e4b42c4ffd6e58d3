"""What a lesson full of activities costs: statements and bytes."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.readers import Reader, sit_down

MOST_STATEMENTS_OF_A_LESSON = 6
MOST_STATEMENTS_OF_A_DRAFT = 4
MOST_BYTES_WITH_ASSETS = 40 * 1024


@contextmanager
def counting(door: Door) -> Iterator[list[str]]:
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            said.append(" ".join(statement.split()))

    with door.app.app_context():
        engine = door.app.extensions["sqlalchemy"].engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def count(door: Door, act: Callable[[], object]) -> list[str]:
    """What it asks the second time, while the thread that delivers grades asks nothing."""
    act()
    door.app.extensions["score_executor"].stop()
    with counting(door) as said:
        act()
    return said


def test_a_lesson_costs_as_few_statements_with_everything_done_as_with_nothing(door: Door, reader: Reader) -> None:
    for number in range(6):
        learner = sit_down(door, sub=f"learner-{number}", name="Learner")
        box = learner.read().soup.select_one("#activity-barriers input[name=field-barrier]")
        assert box is not None
        learner.do("barriers", {"field-barrier": box["value"]})
        learner.do("closing", {"node": "n1", "choice": "0"})
        learner.do("thoughts", {"words": "A thought"})

    fresh, done = count(door, reader.read), count(door, learner.read)

    assert len(fresh) == MOST_STATEMENTS_OF_A_LESSON - 1, "\n".join(fresh)
    assert len(done) == MOST_STATEMENTS_OF_A_LESSON, "\n".join(done)


def test_a_draft_costs_four_statements(door: Door, reader: Reader) -> None:
    door.app.extensions["score_executor"].stop()
    form = {"csrf_token": csrf(reader.read()), "do": "draft"}
    path = reader.path("/activities/thoughts")
    words = iter(range(9))

    said = count(door, lambda: reader.browser.post(path, base_url=door.url, data=form | {"words": f"{next(words)}"}))

    assert len(said) == MOST_STATEMENTS_OF_A_DRAFT, "\n".join(said)


def test_a_lesson_with_every_kind_stays_small_over_the_wire(reader: Reader) -> None:
    page = reader.read()
    assets = [str(each["href"]) for each in page.soup.select("link[rel=stylesheet]")]
    assets += [str(each["src"]) for each in page.soup.select("script[src]")]

    weight = len(gzip.compress(page.response.get_data()))
    for asset in assets:
        weight += len(gzip.compress(reader.browser.get(asset, base_url=reader.door.url).get_data()))

    assert weight < MOST_BYTES_WITH_ASSETS
