"""What a question, lesson or piece of a course's own content is called in the log: by its words, not by its id."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lti_tool.audit import AuditEvent
from lti_tool.authoring.family_draft import is_family, read_family
from lti_tool.authoring.item_draft import read_item
from lti_tool.authoring.lesson_draft import read_lesson
from lti_tool.authoring.models import OwnContent
from lti_tool.content.markdown import render_inline_markdown
from lti_tool.placements.catalogue import catalogue

LONGEST = 90
_LESSON = "lesson"
_NAMES = {"item", "key"}


def question_title(item_id: str, own: Mapping[str, str]) -> str:
    """The first words of a question; its id where it has left the catalogue and the course."""
    asked = (item for module in catalogue().modules if module.quiz for item in module.quiz.items)
    shipped = next((item.stem for item in asked if item.id == item_id), "")
    return first_words(shipped) if shipped else own_title(item_id, own)


def own_title(key: str, own: Mapping[str, str]) -> str:
    """What a course's own content is called; a stem of a family by its family, what was deleted by its key."""
    return own.get(key) or next((title for each, title in own.items() if title and key.startswith(each)), key)


def titles_named(session: Session, context_id: int, events: Iterable[AuditEvent]) -> dict[str, str]:
    """What the course's own content is called that these lines of its log name, by key."""
    told = [each.told for each in events]
    return own_titles(session, context_id, {str(facts[name]) for facts in told for name in _NAMES & facts.keys()})


def own_titles(session: Session, context_id: int, keys: Collection[str] | None = None) -> dict[str, str]:
    """By key, those of these that the course still has, or all of them; of a family's stem, its family."""
    if keys is not None and not keys:
        return {}
    query = select(OwnContent).where(OwnContent.context_id == context_id).options(selectinload(OwnContent.versions))
    found = session.scalars(query).all()
    return {each.key: _title(each) for each in found if keys is None or any(key.startswith(each.key) for key in keys)}


def first_words(text: str) -> str:
    """Markdown as the plain words that it begins with."""
    words = Markup(render_inline_markdown(text)).striptags()  # noqa: S704  the renderer escapes raw HTML
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]}…"


def _title(own: OwnContent) -> str:
    if not own.versions:
        return ""
    source = own.versions[-1].source
    if own.kind == _LESSON:
        return read_lesson(source).title
    return first_words(read_family(source).title if is_family(source) else read_item(source).stem)
