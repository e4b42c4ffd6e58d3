"""From the fields of the forms for own items and lessons to the drafts that they hold."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from lti_tool.authoring.family_draft import ACTS, STEMS, FamilyDraft, StemDraft
from lti_tool.authoring.item_draft import LETTERS, ItemDraft, PartDraft
from lti_tool.authoring.lesson_draft import LessonDraft
from lti_tool.content.model.items.item import ITEM_TYPES
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.errors import N_
from lti_tool.templating import LANGUAGES
from lti_tool.text.plain_text import clean_text

Form = MultiDict[str, str]
LESSON = "lesson"
FAMILY = "family"
EXTRAS = 2
OBJECTIVES = 3
KIND_WORDS = {
    FAMILY: N_("Family: one set of options, a scene for each"),
    "single": N_("Question with one right answer"),
    "multi": N_("Question with several right answers"),
    "best_worst": N_("Question: which is best, which is worst"),
    "order": N_("Question: put in order"),
    "match": N_("Question: match"),
    LESSON: N_("Short lesson"),
}


def kind_of(form: Form) -> str:
    """Which of the kinds a form is about; a question with one answer where it names none that we know."""
    named = form.get("kind", "")
    return named if named in KIND_WORDS else ITEM_TYPES[0]


def read_item_form(form: Form, kind: str) -> ItemDraft:
    """The item that was typed."""
    return ItemDraft(
        type=kind,
        stem=_text(form, "stem"),
        competency=_text(form, "competency"),
        bloom=_text(form, "bloom"),
        source=_text(form, "source"),
        lesson=_text(form, "lesson"),
        parts=tuple(_part(form, letter) for letter in LETTERS),
        extras=tuple(text for number in range(EXTRAS) if (text := _text(form, f"extra-{number}"))),
    )


def read_family_form(form: Form) -> FamilyDraft:
    """The family that was typed."""
    return FamilyDraft(
        competency=_text(form, "competency"),
        lesson=_text(form, "lesson"),
        card=_text(form, "card"),
        acts=tuple(_text(form, f"act-{letter}") for letter in ACTS),
        stems=tuple(_stem(form, number) for number in range(1, STEMS + 1)),
    )


def _stem(form: Form, number: int) -> StemDraft:
    return StemDraft(
        stem=_text(form, f"stem-{number}"),
        keys=tuple(letter for letter in ACTS if letter in form.getlist(f"key-{number}")),
        bloom=_text(form, f"bloom-{number}") or "apply",
        feedback=tuple(_text(form, f"feedback-{number}-{letter}") for letter in ACTS),
    )


def _part(form: Form, letter: str) -> PartDraft:
    return PartDraft(
        text=_text(form, f"text-{letter}"),
        feedback=_text(form, f"feedback-{letter}"),
        match=_text(form, f"match-{letter}"),
        key=letter in form.getlist("key"),
        best=form.get("best") == letter,
        worst=form.get("worst") == letter,
    )


def read_lesson_form(form: Form) -> LessonDraft:
    """The lesson that was typed."""
    return LessonDraft(
        title=_text(form, "title"),
        minutes=_text(form, "minutes"),
        competencies=tuple(clean_text(code) for code in form.getlist("competencies")),
        objectives=tuple(text for number in range(OBJECTIVES) if (text := _text(form, f"objective-{number}"))),
        body=clean_text(form.get("body", "")),
        language=language if (language := form.get("language", "")) in LANGUAGES else SOURCE_LANGUAGE,
    )


def _text(form: Form, name: str) -> str:
    return clean_text(form.get(name, ""))
