"""The ZIP: a start page, a page and a file of JSON for each kind of thing that is held, pages of attempts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from markupsafe import Markup
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt, Response
from lti_tool.content.markdown import render_inline_markdown
from lti_tool.db import only_read
from lti_tool.lti.models import User
from lti_tool.placements.catalogue import catalogue
from lti_tool.privacy.counting import Held, count_held
from lti_tool.privacy.export.answers import read_answers
from lti_tool.privacy.export.data import ATTEMPTS_AT_ONCE, as_json, plain_attempts, plain_rows
from lti_tool.privacy.export.rows import read_attempts
from lti_tool.privacy.export.surroundings import Surroundings
from lti_tool.privacy.export.tables import read_table
from lti_tool.privacy.export.zipping import File, zip_stream
from lti_tool.privacy.person import Person
from lti_tool.templating import page_language

ATTEMPTS = "attempts"
PART_OF_ATTEMPTS = frozenset({"answers"})  # they stand in their attempts
PIECE = 64
"""Pieces of a template that are handed on together."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A kind of thing that is held, and the pages on which it is read."""

    held: Held
    pages: tuple[str, ...]


def export(session_factory: Callable[[], Session], person: Person, now: datetime) -> Iterator[bytes]:
    """The bytes of the ZIP, read from the database while they are handed on, all as of one moment.

    It opens a session of its own: a whole export may take longer than whoever asked may hold one.
    """
    with session_factory() as session:
        only_read(session)
        yield from zip_stream(_files(session, person, now))


def _files(session: Session, person: Person, now: datetime) -> Iterator[File]:
    around = Surroundings(session, person, catalogue(), page_language())
    chapters = [_chapter(each) for each in count_held(session, person) if each.holding.name not in PART_OF_ATTEMPTS]
    yield "index.html", _index(session, person, chapters, now)
    for chapter in chapters:
        yield from _pages(session, person, chapter, around)
        yield f"data/{chapter.held.holding.name}.json", _data(session, person, chapter, around)


def _chapter(held: Held) -> Chapter:
    name = held.holding.name
    if name != ATTEMPTS:
        return Chapter(held, (f"{name}.html",))
    return Chapter(held, tuple(f"{name}-{page}.html" for page in range(1, -(-held.count // ATTEMPTS_AT_ONCE) + 1)))


def _index(session: Session, person: Person, chapters: list[Chapter], now: datetime) -> Iterator[str]:
    rows = [session.get_one(User, user_id) for user_id in person.user_ids]
    return _render("index", rows=rows, chapters=chapters, now=now)


def _pages(session: Session, person: Person, chapter: Chapter, around: Surroundings) -> Iterator[File]:
    if chapter.held.holding.name != ATTEMPTS:
        table = read_table(session, chapter.held.table, chapter.held.holding, person, around)
        yield chapter.pages[0], _render("table", chapter=chapter, table=table)
        return
    found = read_attempts(session, person, ATTEMPTS_AT_ONCE)
    for number, (name, attempts) in enumerate(zip(chapter.pages, found, strict=True)):
        shown = (_shown(session, attempt, responses, around) for attempt, responses in attempts)
        yield name, _render("attempts", chapter=chapter, number=number, attempts=shown)


def _shown(session: Session, attempt: Attempt, responses: list[Response], around: Surroundings) -> dict[str, Any]:
    return {
        "attempt": attempt,
        "link": around.name("placement_id", attempt.placement_id),
        "answers": list(read_answers(session, attempt, responses, around)),
    }


def _data(session: Session, person: Person, chapter: Chapter, around: Surroundings) -> Iterator[str]:
    read = plain_attempts if chapter.held.holding.name == ATTEMPTS else plain_rows
    return as_json(read(session, chapter.held.table, chapter.held.holding, person, around))


def _render(page: str, **shown: Any) -> Iterator[str]:
    template = current_app.jinja_env.get_or_select_template(f"privacy/{page}.html")
    stream = template.stream(inline=_inline, **shown)
    stream.enable_buffering(PIECE)
    return stream


def _inline(text: str) -> Markup:
    """Authored words as safe HTML."""
    return Markup(render_inline_markdown(text))  # noqa: S704  it lets no HTML through
