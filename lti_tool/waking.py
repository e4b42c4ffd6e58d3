"""Code that makes something due tells the session; the commit wakes whoever does it, a rollback nobody."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from flask import Flask, current_app, has_app_context
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

EXTENSION = "sleepers"
_ASKED, _SURE, _APP = "asked_to_wake", "sure_to_wake", "app"


class Need(StrEnum):
    """What a commit can leave to be done."""

    DELIVERY = "delivery"
    WORK = "work"


class Sleeper(Protocol):
    """Whoever does it."""

    def wake(self) -> None:
        """Look now; returns at once and raises nothing."""


def wake_after_commit(session: Session, need: Need) -> None:
    """Call it in the transaction that makes something due."""
    session.info.setdefault(_ASKED, set()).add(need)


def set_sleepers(app: Flask, sleepers: Mapping[Need, Sleeper]) -> None:
    """Whom commits wake from now on in this process; before that, as in a command, they wake nobody."""
    app.extensions[EXTENSION] = sleepers


def info_for(app: Flask) -> dict[str, Any]:
    """What a session of an application's own, made outside of its context, has to know: `Session(…, info=…)`."""
    return {_APP: app}


@event.listens_for(Session, "after_commit")
def _note_commit(session: Session) -> None:
    if not session.in_nested_transaction() and (asked := session.info.pop(_ASKED, None)):
        session.info[_SURE] = asked


@event.listens_for(Session, "after_transaction_end")
def _wake(session: Session, transaction: SessionTransaction) -> None:
    """Only now is the connection given back: whoever wakes may need it, and a broker may be slow to answer."""
    if transaction.parent is not None:
        return
    session.info.pop(_ASKED, None)
    for need in session.info.pop(_SURE, ()):
        if sleeper := _sleepers(session).get(need):
            sleeper.wake()


def _sleepers(session: Session) -> Mapping[Need, Sleeper]:
    app: Flask | None = session.info.get(_APP) or (current_app if has_app_context() else None)
    sleepers: Mapping[Need, Sleeper] = app.extensions.get(EXTENSION, {}) if app else {}
    return sleepers
