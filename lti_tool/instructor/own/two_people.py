"""What somebody else saved of an own item or lesson since its form was opened, field by field."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lti_tool.authoring.drafts import Draft
from lti_tool.authoring.family_draft import ACTS, FamilyDraft, StemDraft
from lti_tool.authoring.item_draft import LETTERS, PartDraft
from lti_tool.authoring.lesson_draft import LessonDraft
from lti_tool.authoring.models import OwnContent
from lti_tool.authoring.service import get_version
from lti_tool.errors import N_
from lti_tool.instructor.own.page import read
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Field, Meanwhile
from lti_tool.lti.models import Launch
from lti_tool.placements.words import UNSET
from lti_tool.templating import translate

LABELS = {
    "title": N_("Title"),
    "minutes": N_("Minutes it takes"),
    "competencies": N_("Skills it builds"),
    "objectives": N_("By the end, learners can …"),
    "body": N_("Text"),
    "language": N_("Language that you write it in"),
    "competency": N_("Skill"),
    "lesson": N_("Lesson that teaches it"),
    "card": N_("Local policy"),
    "stem": N_("The question"),
    "bloom": N_("What it asks of learners"),
    "source": N_("Source its facts rest on"),
    "extras": N_("An answer that belongs to nothing (if you like)"),
}
KEY, BEST, WORST = N_("This is a right answer"), N_("This is the best"), N_("This is the worst")


def opened(own: OwnContent) -> Meanwhile:
    """For a form that stands on the newest version, or on an older one that somebody opened beside it."""
    return meanwhile.opened({"version": get_version(own).number})


def compare(session: Session, launch: Launch, own: OwnContent, typed: Draft) -> Meanwhile:
    """What was typed against the newest version."""
    newest = get_version(own)
    if meanwhile.as_sent().seen in ("", opened(own).seen):
        return meanwhile.as_sent()
    theirs, yours = _facts(read(own, newest)), _facts(typed)
    saver = meanwhile.name_saver(session, launch, newest.written_by_id, newest.written_at)
    fields = {name: Field(_label(name), _say) for name in theirs | yours}
    found = meanwhile.compare(theirs, yours, fields, lambda _name: saver)
    return Meanwhile(opened(own).seen, found.differences)


def _facts(draft: Draft) -> dict[str, str]:
    """What was written, by field; a list's rows by their letters or numbers."""
    if isinstance(draft, LessonDraft):
        return {
            "title": draft.title,
            "minutes": draft.minutes,
            "competencies": ", ".join(draft.competencies),
            "objectives": "\n".join(draft.objectives),
            "body": draft.body,
            "language": draft.language,
        }
    common = {"competency": draft.competency, "lesson": draft.lesson}
    if isinstance(draft, FamilyDraft):
        acts = {f"option-{letter}": text for letter, text in zip(ACTS, draft.acts, strict=False)}
        scenes = {f"scene-{number}": _scene(stem) for number, stem in enumerate(draft.stems, start=1)}
        return common | {"card": draft.card} | acts | scenes
    parts = {f"option-{letter}": _part(part) for letter, part in zip(LETTERS, draft.parts, strict=False)}
    facts = {"stem": draft.stem, "bloom": draft.bloom, "source": draft.source, "extras": "\n".join(draft.extras)}
    return facts | common | parts


def _label(name: str) -> str:
    kind, _dash, place = name.partition("-")
    if kind == "option":
        return _("Option %(letter)s", letter=place)
    if kind == "scene":
        return _("Scene %(number)s", number=place)
    return translate(LABELS[name])


def _say(value: str | None) -> str:
    return value or UNSET


def _scene(stem: StemDraft) -> str:
    return "\n".join(filter(None, (stem.stem, " ".join(stem.keys), stem.bloom if stem.stem else "", *stem.feedback)))


def _part(part: PartDraft) -> str:
    marks = ((part.key, KEY), (part.best, BEST), (part.worst, WORST))
    flags = (translate(words) for is_so, words in marks if is_so)
    return "\n".join(filter(None, (part.text, part.match, part.feedback, *flags)))
