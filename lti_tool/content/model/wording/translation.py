"""The words of another language: what translators write, by the ids of the English parts, and nothing else.

`source_version` is the English version that was translated; where the two differ, the translation is stale.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lti_tool.content.model.activities.facts import LocalId
from lti_tool.content.model.desk import DeskWording
from lti_tool.content.model.fields import Id, Language, OptionId, Text, Title, Version
from lti_tool.content.model.items.facts import Feedback, is_absent
from lti_tool.content.model.lesson import Block
from lti_tool.content.model.record import Record


class Wording(Record):
    """Words in another language, and which version of the English they say."""

    source_version: Version


class AnswerWording(Record):
    """An option, or a step: its text and feedback."""

    text: Text
    feedback: Feedback


class PairWording(AnswerWording):
    """A pair of a matching item."""

    match: Text


class ItemWording(Wording):
    """An item; options and pairs by their ids, steps and extras in the order of the English file."""

    stem: Text
    card: Text | None = Field(None, exclude_if=is_absent)
    options: dict[OptionId, AnswerWording] = Field(default_factory=dict)
    steps: tuple[AnswerWording, ...] = ()
    pairs: dict[OptionId, PairWording] = Field(default_factory=dict)
    extras: tuple[Text, ...] = ()


class StemWording(Wording):
    """A stem of a family: its scene, and what each option would have been worth in it."""

    stem: Text
    feedback: dict[OptionId, Feedback]


class FamilyWording(Record):
    """A family in families.es.yaml: what its stems share is written once, the stems are by their ids."""

    card: Text | None = None
    options: dict[OptionId, Text]
    stems: dict[Id, StemWording]

    def wording(self, stem: StemWording) -> ItemWording:
        """Return the words of the item that a stem became; what lacks feedback is left out, as if not translated."""
        options = {
            option: AnswerWording(text=text, feedback=stem.feedback[option])
            for option, text in self.options.items()
            if option in stem.feedback
        }
        return ItemWording(source_version=stem.source_version, stem=stem.stem, card=self.card, options=options)


class QuizWording(Record):
    """A quiz: its title."""

    title: Title


class ModuleWording(Wording):
    """A file such as module.es.yaml."""

    title: Title
    summary: Text
    quiz: QuizWording | None = None
    desk: DeskWording | None = None


class NodeWording(Record):
    """A node of a scenario; choices in the order of the English file."""

    text: Text
    choices: tuple[AnswerWording, ...] = ()


class ScenarioWording(Wording):
    """A file such as scenarios/closing-time.es.yaml."""

    title: Title
    intro: Text | None = None
    nodes: dict[LocalId, NodeWording]
    debrief: Text | None = None


class FieldWording(Record):
    """A question of a survey; options in the order of the English file."""

    id: LocalId
    label: Text
    options: tuple[Text, ...] = ()


class SurveyWording(Wording):
    """A file such as surveys/bent-rule.es.yaml."""

    title: Title
    intro: Text | None = None
    fields: Annotated[tuple[FieldWording, ...], Field(min_length=1)]


class TranslatedHead(Wording):
    """The front matter of a translated lesson."""

    id: Id
    lang: Language
    objectives: Annotated[tuple[Text, ...], Field(min_length=1)]


class TranslatedLesson(TranslatedHead):
    """A lesson's whole text in another language; `english` has the ids of activities that are not translated."""

    title: Title
    blocks: Annotated[tuple[Block, ...], Field(min_length=1)]
    english: tuple[Id, ...] = ()


class Translation(Record):
    """All that a module has in one language."""

    module: ModuleWording | None = None
    lessons: dict[Id, TranslatedLesson] = Field(default_factory=dict)
    items: dict[Id, ItemWording] = Field(default_factory=dict)
