"""A module as a reader of one language meets it, with English wherever the translation is absent or stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lti_tool.content.model.desk import translate_desk
from lti_tool.content.model.items.item import Item
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.module import Module
from lti_tool.content.model.record import revised
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.content.model.wording.translating import Misfit, translate_item, translate_lesson
from lti_tool.content.model.wording.translation import ItemWording, Translation


class Localised:
    """A module in one language.

    `fallen_back` has the ids of what is shown in English for want of a translation: lessons, activities inside
    translated lessons, and the module's own id where its title and summary are.
    The quiz's items stay the English ones, because attempts store them; `item` gives their words for a page.
    """

    def __init__(self, module: Module, fallen_back: frozenset[str], wordings: Mapping[str, ItemWording]) -> None:
        self.module = module
        self.fallen_back = fallen_back
        self._wordings = wordings
        self._items: dict[str, Item] = {}

    def with_module(self, module: Module, in_english: Iterable[str] = ()) -> Localised:
        """The same language and words around another shape of the module; some of its lessons are in English."""
        return self if module is self.module else Localised(module, self.fallen_back.union(in_english), self._wordings)

    def language_of(self, part_id: str, language: str) -> str:
        """Return the language that the module's head, or one of its lessons, is written in."""
        return SOURCE_LANGUAGE if part_id in self.fallen_back else language

    def language_of_desk(self, language: str) -> str:
        """The language in which a page of this language shows the module's part at the desk."""
        in_english = not self.fallen_back.isdisjoint({self.module.id, _desk_part(self.module)})
        return SOURCE_LANGUAGE if in_english else language

    def item(self, item: Item) -> Item:
        """Return the item in this language, or itself where no translation of its version fits.

        Works for items of any module, so that a certificate's questions and old snapshots are translated too.
        """
        wording = self._wordings.get(item.id)
        if wording is None or wording.source_version != item.version:
            return item
        if item.digest not in self._items:
            self._items[item.digest] = _translated(item, wording)
        return self._items[item.digest]


def _translated(item: Item, wording: ItemWording) -> Item:
    try:
        return translate_item(item, wording)
    except Misfit:  # an old snapshot may have other options under the same version
        return item


def _desk_part(module: Module) -> str:
    """The id by which `fallen_back` names a module's part at the desk, where that alone is not translated."""
    return f"{module.id}#desk"


def localise(module: Module, translation: Translation | None, wordings: Mapping[str, ItemWording]) -> Localised:
    """Return the module with its translation; `wordings` are those of all items of the catalogue."""
    translation = translation or Translation()
    fallen_back: set[str] = set()
    lessons = tuple(_lesson(lesson, translation, fallen_back) for lesson in module.lessons)
    words = translation.module
    if words is None or words.source_version != module.version:
        fallen_back.add(module.id)
        return Localised(revised(module, lessons=lessons), frozenset(fallen_back), wordings)
    quiz = module.quiz
    if quiz is not None and words.quiz is not None:
        quiz = revised(quiz, title=words.quiz.title)
    desk = module.desk
    if desk is not None and words.desk is not None:
        desk = translate_desk(desk, words.desk)
    elif desk is not None:
        fallen_back.add(_desk_part(module))
    told = revised(module, title=words.title, summary=words.summary, lessons=lessons, quiz=quiz, desk=desk)
    return Localised(told, frozenset(fallen_back), wordings)


def _lesson(lesson: Lesson, translation: Translation, fallen_back: set[str]) -> Lesson:
    translated = translation.lessons.get(lesson.id)
    if translated is None or translated.source_version != lesson.version:
        fallen_back.add(lesson.id)
        return lesson
    try:
        told = translate_lesson(lesson, translated)
    except Misfit:
        fallen_back.add(lesson.id)
        return lesson
    fallen_back.update(translated.english)
    return told
