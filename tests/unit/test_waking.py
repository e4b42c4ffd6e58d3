"""A commit wakes whoever does what it left to be done; nothing else does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from lti_tool import waking
from lti_tool.waking import Need, wake_after_commit


class Sleeper:
    """Counts how often it was woken, and how many connections were out then."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.out: list[int] = []

    def wake(self) -> None:
        assert isinstance(self._engine.pool, QueuePool)
        self.out.append(self._engine.pool.checkedout())


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=QueuePool)
    yield engine
    engine.dispose()


@pytest.fixture
def app() -> Flask:
    return Flask("test")


@pytest.fixture
def sleeper(app: Flask, engine: Engine) -> Sleeper:
    sleeper = Sleeper(engine)
    waking.set_sleepers(app, {Need.DELIVERY: sleeper})
    return sleeper


@pytest.fixture
def session(app: Flask, engine: Engine) -> Iterator[Session]:
    with Session(engine, info=waking.info_for(app)) as session:
        yield session


def ask(session: Session, need: Need = Need.DELIVERY) -> None:
    session.execute(text("SELECT 1"))
    wake_after_commit(session, need)


def test_a_commit_wakes_once_when_its_connection_is_given_back(session: Session, sleeper: Sleeper) -> None:
    ask(session)
    ask(session)
    assert sleeper.out == []

    session.commit()
    session.commit()

    assert sleeper.out == [0]


def test_a_savepoint_is_no_commit(session: Session, sleeper: Sleeper) -> None:
    with session.begin_nested():
        ask(session)
    assert sleeper.out == []

    session.commit()
    assert sleeper.out == [0]


@pytest.mark.parametrize("end", [Session.rollback, Session.close])
def test_what_was_taken_back_wakes_nobody_then_or_later(session: Session, sleeper: Sleeper, end: object) -> None:
    ask(session)
    end(session)  # type: ignore[operator]
    session.execute(text("SELECT 1"))
    session.commit()

    assert sleeper.out == []


def test_a_session_that_knows_no_application_wakes_the_one_of_its_context(
    app: Flask, engine: Engine, sleeper: Sleeper
) -> None:
    with Session(engine) as session:
        ask(session)
        session.commit()
        assert sleeper.out == []
        with app.app_context():
            ask(session)
            session.commit()

    assert sleeper.out == [0]


def test_where_nobody_sleeps_for_it_nobody_is_woken(session: Session, sleeper: Sleeper) -> None:
    ask(session, Need.WORK)
    session.commit()

    assert sleeper.out == []
