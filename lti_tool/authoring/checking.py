"""The check of authors' files, run on what an instructor wrote: the same schema, references and lint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lti_tool.authoring.family_draft import is_family
from lti_tool.authoring.image_models import OwnImage
from lti_tool.authoring.images import keys_in
from lti_tool.authoring.lesson_draft import read_lesson
from lti_tool.content.checking.check import lint_item, lint_lesson
from lti_tool.content.checking.families import lint_family
from lti_tool.content.checking.lint import BANK_RULES
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.items.item import Item
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.module import Module
from lti_tool.content.source.bank.family import parse_families
from lti_tool.content.source.bank.item import ItemInFile, parse_items
from lti_tool.content.source.lessons.activity import Attachments
from lti_tool.content.source.lessons.cast_references import lesson_cast_problems
from lti_tool.content.source.lessons.lesson import LessonInFile, parse_lesson
from lti_tool.content.source.problem import Problem, Severity, errors_among

FIELDS = {  # what authors' files call them, and the form in the browser
    '"stem"': "“The question”",
    '"text"': "“Words”",
    '"match"': "“The answer that belongs to it”",
    '"feedback"': "“Why it is so”",
    '"options"': "The list of options",
    '"pairs"': "The list of pairs",
    '"steps"': "The list of steps",
    '"competency"': "“Skill”",
    '"competencies"': "“Skills it builds”",
    '"bloom"': "“What it asks of learners”",
    '"minutes"': "“Minutes it takes”",
    '"objectives"': "“By the end, learners can …”",
    '"stems"': "The list of scenes",
    '"key"': "“This is the right answer”",
    '"keys"': "“This is the right answer”",
    'add "card"': "write one in “Local policy”",
    'cannot be ""': "is empty",
    "marked key: true": "marked as right",
    " with key: true": "",
    "after the #": "in its field",
    " in pictures.yaml": " in the list below the text",
    "add it there, or mend the name": "copy its line from there, or add the picture first",
    " in people.yaml": " in the list of people",
    ", or add the person": "",
    ", or draw it": "",
    ", an id of pictures.yaml": " as the list of pictures says",
}
MOST_BYTES_OF_PICTURES = 40_000  # the page itself weighs about 20 kB, and both together 60 kB at most
NOTHING_ATTACHED = Attachments({}, {})


@dataclass(frozen=True, slots=True)
class Told:
    """One problem in the author's terms; `where` names the field or option, and may be empty."""

    severity: Severity
    where: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a text holds, if it can be read, and all that the check says about it."""

    part: Item | Lesson | None
    told: tuple[Told, ...]

    @property
    def can_be_shown(self) -> bool:
        """Whether nothing keeps it from learners."""
        return self.part is not None and not any(each.severity == "error" for each in self.told)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a text is checked against: the catalogue, its module, and what the course has of its own.

    `by_itself` leaves the bank out: hundreds of texts are each looked at alone, and with the bank on their own pages.
    """

    catalogue: Catalogue
    module: Module
    own_items: tuple[Item, ...] = ()
    own_images: tuple[OwnImage, ...] = ()
    by_itself: bool = False

    @property
    def bank(self) -> tuple[Item, ...]:
        """The items that the new one joins."""
        if self.by_itself:
            return ()
        return (*(self.module.quiz.items if self.module.quiz else ()), *self.own_items)


def check_text(kind: str, text: str, key: str, around: Surroundings) -> Checked:
    """Check one saved text of an item or a lesson."""
    return _CHECKS[kind](text, key, around)


def parse_item(text: str, key: str, problems: list[Problem]) -> ItemInFile | None:
    """The one item of a text, with problems added where it has faults."""
    return next(iter(parse_items(text, key, problems) or ()), None)


def parse_bank(text: str, key: str) -> tuple[Item, ...]:
    """The items of a text, one or a family's; none where it has faults."""
    problems: list[Problem] = []
    if not is_family(text):
        entry = parse_item(text, key, problems)
        return (entry.item,) if entry else ()
    families = parse_families(text, key, problems) or ()
    return tuple(entry.item for found in families for entry in found.entries)


def parse_own_lesson(text: str, key: str, problems: list[Problem]) -> Lesson | None:
    """The lesson of a text, with problems added where it has faults."""
    return _parse_lesson(text, key, problems).lesson


def _parse_lesson(text: str, key: str, problems: list[Problem]) -> LessonInFile:
    """A course writes in whichever language its text says."""
    return parse_lesson(text, key, read_lesson(text).language, NOTHING_ATTACHED, problems)


def _check_item(text: str, key: str, around: Surroundings) -> Checked:
    if is_family(text):
        return _check_family(text, key, around)
    problems: list[Problem] = []
    entry = parse_item(text, key, problems)
    if entry is not None:
        problems += _item_references(entry, around)
        problems += lint_item(entry)
        problems += _bank_findings(entry, around.bank)
    return Checked(entry.item if entry else None, _in_words(problems, key))


def _check_family(text: str, key: str, around: Surroundings) -> Checked:
    problems: list[Problem] = []
    found = next(iter(parse_families(text, key, problems) or ()), None)
    for entry in found.entries if found else ():
        problems += _item_references(entry, around)
        problems += lint_item(entry)
    if found is not None:
        problems += lint_family(found)
    return Checked(found.entries[0].item if found else None, _in_words(problems, key))


def _check_lesson(text: str, key: str, around: Surroundings) -> Checked:
    problems: list[Problem] = []
    found = _parse_lesson(text, key, problems)
    problems += lint_lesson(found)
    problems += lesson_cast_problems(found, around.catalogue.cast, {image.key for image in around.own_images})
    problems += _heavy(text, key, around)
    for code in found.lesson.competencies if found.lesson else ():
        if around.catalogue.competency(code) is None:
            problems.append(_error(key, "", f"there is no competency {code}", "choose one of the list"))
    return Checked(None if errors_among(problems) else found.lesson, _in_words(problems, key))


def _heavy(text: str, key: str, around: Surroundings) -> Iterator[Problem]:
    """Advice for a lesson that a telephone waits for."""
    named = keys_in(text)
    total = sum(image.size for image in around.own_images if image.key in named)
    if total > MOST_BYTES_OF_PICTURES:
        message = f"the pictures of your own weigh {total / 1000:.0f} kB together"
        remedy = f"show fewer: with more than {MOST_BYTES_OF_PICTURES // 1000} kB, a lesson is slow on a telephone"
        yield Problem("warning", key, 1, "", message, remedy)


_CHECKS: dict[str, Callable[[str, str, Surroundings], Checked]] = {"item": _check_item, "lesson": _check_lesson}


def _item_references(entry: ItemInFile, around: Surroundings) -> Iterator[Problem]:
    item, module = entry.item, around.module
    if around.catalogue.competency(item.competency) is None:
        message = f"there is no competency {item.competency}"
        yield entry.problem("error", ("competency",), message, "choose one of the list")
    elif not _is_drawn(item, module):
        message = f"no quiz section draws items of {item.competency} at the level {item.bloom}"
        yield entry.problem("warning", ("competency",), message, "choose another skill or level, or nobody is asked it")
    if item.source and item.source not in {source.id for source in module.sources}:
        yield entry.problem("error", ("source",), f"there is no source {item.source}", "choose one of the list")
    if item.lesson is not None and around.catalogue.module_of_lesson(item.lesson) is None:
        yield entry.problem("error", ("lesson",), f"there is no lesson {item.lesson}", "choose one of the list")


def _is_drawn(item: Item, module: Module) -> bool:
    sections = module.quiz.sections if module.quiz else ()
    return any(
        item.competency in section.covers and item.bloom in stratum.levels
        for section in sections
        for stratum in section.strata
    )


def _bank_findings(entry: ItemInFile, bank: Sequence[Item]) -> Iterator[Problem]:
    """The problems that the bank has with this item and not without it."""
    others = [item for item in bank if item.id != entry.item.id]
    for rule in BANK_RULES:
        before = {finding.severity for finding in rule(others)}
        for finding in rule([*others, entry.item]):
            if finding.severity not in before:
                yield entry.problem(finding.severity, (), finding.message, finding.remedy)


def _error(file: str, where: str, message: str, remedy: str) -> Problem:
    return Problem("error", file, 1, where, message, remedy)


def _in_words(problems: Sequence[Problem], key: str) -> tuple[Told, ...]:
    """Each problem once, errors first, without the id that only we gave; fields have the names used in the form."""
    told = [
        Told(each.severity, _place(each.where, key), _as_in_form(each.message), _as_in_form(each.remedy))
        for each in problems
    ]
    return tuple(sorted(dict.fromkeys(told), key=lambda each: each.severity != "error"))


def _place(where: str, key: str) -> str:
    scene = re.sub(rf"^(?:{re.escape(key)}, stem )?{re.escape(key)}-(\d+)", r"scene \1", where)
    place = scene.removeprefix(key).removeprefix(", ")
    return "" if place == "front matter" else place


def _as_in_form(words: str) -> str:
    for name, label in FIELDS.items():
        words = words.replace(name, label)
    return words
