"""One's own notes: what a person wrote in the lessons of a course, as a page and as a Markdown file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from lti_tool.activities import rewriting
from lti_tool.activities.models import ActivityState
from lti_tool.content.model.activities.kinds import Reflection, Rewrite
from lti_tool.content.model.module import Module


@dataclass(frozen=True, slots=True)
class Note:
    """One text with what it answers; the lesson is unknown when it has left the catalogue."""

    kind: str
    text: str
    prompt: str
    module_title: str
    lesson_title: str
    lesson_id: str | None
    local_id: str | None

    @property
    def about(self) -> str:
        """Whether these are thoughts or words to say, as a heading."""
        return _("My own words") if self.kind == "rewrite" else _("My reflection")


@dataclass(frozen=True, slots=True)
class _Home:
    """Where in the catalogue something was written."""

    activity: Reflection | Rewrite
    module_title: str
    lesson_title: str
    lesson_id: str


def list_notes(rows: Iterable[ActivityState], modules: Iterable[Module]) -> list[Note]:
    """All that was written, in the catalogue's order; then what has lost its lesson."""
    homes = _homes(modules)
    order = {activity_id: position for position, activity_id in enumerate(homes)}
    written = sorted(rows, key=lambda row: order.get(row.activity_id, len(order)))
    notes = (_note(row, homes.get(row.activity_id)) for row in written)
    return [note for note in notes if note.text]


def as_markdown(notes: Iterable[Note], course_title: str) -> str:
    """The notes as a Markdown file: what was typed stands as a quotation, line by line."""
    parts = ["# " + (_("My notes from %(course)s", course=course_title) if course_title else _("My notes"))]
    lesson = None
    for note in notes:
        if note.lesson_title != lesson:
            lesson = note.lesson_title
            parts.append(f"## {note.module_title}: {lesson}" if note.module_title else f"## {lesson}")
        parts += [part for part in (f"### {note.about}", note.prompt, _quote(note.text)) if part]
    return "\n\n".join(parts) + "\n"


def _homes(modules: Iterable[Module]) -> dict[str, _Home]:
    return {
        activity.id: _Home(activity, module.title, lesson.title, lesson.id)
        for module in modules
        for lesson in module.lessons
        for activity in lesson.activities
        if isinstance(activity, (Reflection, Rewrite))
    }


def _note(row: ActivityState, home: _Home | None) -> Note:
    text = rewriting.in_the_field(row.state)
    if home is None:
        return Note(row.kind, text, "", "", _("From a lesson that is no longer here"), None, None)
    return Note(
        row.kind,
        text,
        home.activity.prompt,
        home.module_title,
        home.lesson_title,
        home.lesson_id,
        home.activity.local_id,
    )


def _quote(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
