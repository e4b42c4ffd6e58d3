"""What somebody else saved of an own item or lesson since its form was opened, field by field."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lti_tool.authoring.family_draft import ACTS, FamilyDraft, StemDraft
from lti_tool.authoring.item_draft import LETTERS, PartDraft
from lti_tool.authoring.lesson_draft import LessonDraft
from lti_tool.authoring.models import OwnContent
from lti_tool.authoring.service import get_version
from lti_tool.instructor.own.page import Draft, read
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Field, Meanwhile
from lti_tool.lti.models import Launch


def opened(own: OwnContent) -> Meanwhile:
    """For a form that stands on the newest version, or on an older one that somebody opened beside it."""
    return meanwhile.opened({"version": get_version(own).number})


def compare(session: Session, launch: Launch, own: OwnContent, typed: Draft) -> Meanwhile:
    """What was typed against the newest version."""
    newest = get_version(own)
    if meanwhile.as_sent().seen in ("", opened(own).seen):
        return meanwhile.as_sent()
    theirs, yours = _fields(read(own, newest)), _fields(typed)
    names = dict.fromkeys([*theirs, *yours])
    saver = meanwhile.name_saver(session, launch, newest.written_by_id, newest.written_at)
    found = meanwhile.compare(
        {name: theirs.get(name, "") for name in names},
        {name: yours.get(name, "") for name in names},
        {name: Field(name) for name in names},
        lambda _name: saver,
    )
    return Meanwhile(opened(own).seen, found.differences)


def _fields(draft: Draft) -> Mapping[str, str]:
    """What was written, by what the form calls it."""
    if isinstance(draft, LessonDraft):
        return {
            _("Title"): draft.title,
            _("Minutes it takes"): draft.minutes,
            _("Skills it builds"): ", ".join(draft.competencies),
            _("By the end, learners can …"): "\n".join(draft.objectives),
            _("Text"): draft.body,
            _("Language that you write it in"): draft.language,
        }
    common = {_("Skill"): draft.competency, _("Lesson that teaches it"): draft.lesson}
    if isinstance(draft, FamilyDraft):
        acts = {_("Option %(letter)s", letter=letter): text for letter, text in zip(ACTS, draft.acts, strict=False)}
        scenes = {_("Scene %(number)s", number=n): _scene(stem) for n, stem in enumerate(draft.stems, start=1)}
        return common | {_("Local policy"): draft.card} | acts | scenes
    parts = zip(LETTERS, draft.parts, strict=False)
    return (
        {_("The question"): draft.stem}
        | common
        | {_("What it asks of learners"): draft.bloom, _("Source its facts rest on"): draft.source}
        | {_("Option %(letter)s", letter=letter): _part(part) for letter, part in parts}
        | {_("An answer that belongs to nothing (if you like)"): "\n".join(draft.extras)}
    )


def _scene(stem: StemDraft) -> str:
    return "\n".join(filter(None, (stem.stem, stem.key, stem.bloom if stem.stem else "", *stem.feedback)))


def _part(part: PartDraft) -> str:
    flags = {
        _("This is a right answer"): part.key,
        _("This is the best"): part.best,
        _("This is the worst"): part.worst,
    }
    return "\n".join(
        filter(None, (part.text, part.match, part.feedback, *(name for name, is_so in flags.items() if is_so)))
    )
