"""What a course adds to one module, as learners meet it."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, and_, bindparam, select
from sqlalchemy.orm import Session

from lti_tool.authoring.checking import parse_bank, parse_own_lesson
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.content.model.items.item import Item
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.source.problem import Problem

MAXIMUM_KEPT = 500
_PUBLISHED = (
    select(OwnContent.kind, OwnContent.key, OwnVersion.source)
    .join(
        OwnVersion,
        and_(OwnVersion.own_content_id == OwnContent.id, OwnVersion.number == OwnContent.published_version),
    )
    .where(OwnContent.context_id == bindparam("context"), OwnContent.module_id == bindparam("module"))
    .order_by(OwnContent.id)
)


@dataclass(frozen=True, slots=True)
class OwnParts:
    """Published lessons and items of a course's own, in the order in which they were begun."""

    lessons: tuple[Lesson, ...] = ()
    items: tuple[Item, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lessons or self.items)


NOTHING_OWN = OwnParts()
_Kept = dict[tuple[int, str], tuple[int, OwnParts]]
_kept: WeakKeyDictionary[Engine | Connection, _Kept] = WeakKeyDictionary()  # ids mean nothing in another database
_lock = Lock()


def read_own(session: Session, context_id: int, module_id: str, revision: int) -> OwnParts:
    """What the course adds to a module; `revision` is its ContextSettings.own_revision, 0 costs no statement.

    Parsed once per process and revision: later pages cost no statement either.
    """
    if not revision:
        return NOTHING_OWN
    key, bind = (context_id, module_id), session.get_bind()
    with _lock:
        kept = _kept.setdefault(bind, {})
        found = kept.get(key)
    if found is not None and found[0] == revision:
        return found[1]
    parts = read_published(session, context_id, module_id)
    with _lock:
        if len(kept) >= MAXIMUM_KEPT:
            kept.clear()
        kept[key] = (revision, parts)
    return parts


def read_published(session: Session, context_id: int, module_id: str) -> OwnParts:
    """The same, straight from the database, without texts that can no longer be read after an upgrade."""
    rows = session.execute(_PUBLISHED, {"context": context_id, "module": module_id})
    parts = [part for kind, key, source in rows for part in read_parts(kind, key, source)]
    return OwnParts(
        lessons=tuple(part for part in parts if isinstance(part, Lesson)),
        items=tuple(part for part in parts if not isinstance(part, Lesson)),
    )


def read_parts(kind: str, key: str, source: str) -> tuple[Item | Lesson, ...]:
    """What a stored text says: a lesson, an item, or the items of a family; nothing where it has faults."""
    if kind != "lesson":
        return parse_bank(source, key)
    problems: list[Problem] = []
    lesson = parse_own_lesson(source, key, problems)
    return () if problems or lesson is None else (lesson,)
