"""What a lesson's page shows, made from content and what the learner did; nothing here reads a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeGuard

from markupsafe import Markup

from lti_tool.activities.service import Kept
from lti_tool.community.results import SurveyResult
from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.lesson import Block, Lesson, ProseBlock
from lti_tool.content.model.module import Module
from lti_tool.content.model.policy_slot import has_slot, split_at_slot
from lti_tool.content.model.record import revised
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.content.model.wording.localised import Localised
from lti_tool.errors import N_, NotFound
from lti_tool.learner import rendering
from lti_tool.learner.art import PageArt
from lti_tool.learner.lesson.activity_page import ActivityView, view_of


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """A lesson and where it stands in its module; `position` counts from 1."""

    lesson: Lesson
    position: int
    total: int
    previous_lesson: Lesson | None
    next_lesson: Lesson | None

    def for_template(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class OpenLesson:
    """A lesson as this reader meets it; a language is named only where it is not the page's own."""

    module: Module
    place: LessonPlace
    preview: bool
    may_skip: bool = True
    lesson_language: str | None = None
    module_language: str | None = None

    @property
    def lesson(self) -> Lesson:
        """The lesson itself."""
        return self.place.lesson


@dataclass(frozen=True, slots=True)
class Prose:
    """A stretch of a lesson to read."""

    html: Markup
    kind: str = "prose"


@dataclass(frozen=True, slots=True)
class PolicySlot:
    """Where the library's own words are shown."""

    kind: str = "slot"


class UnknownActivity(NotFound):
    """An activity that the lesson does not have."""

    message = N_("This lesson has no such activity.")


Part = Prose | ActivityView | PolicySlot


@dataclass(frozen=True, slots=True)
class Step:
    """About one phone screen of a lesson; `number` counts from 1."""

    number: int
    title: str
    parts: tuple[Part, ...]


def open_lesson(
    localised: Localised, lesson_id: str, language: str, *, preview: bool, may_skip: bool = True
) -> OpenLesson:
    """Find a lesson in its module, in the page's language as far as it is translated; raises NotFound."""
    module = localised.module
    place = place_of(module, lesson_id)
    return OpenLesson(
        module=module,
        place=place,
        preview=preview,
        may_skip=may_skip,
        lesson_language=place.lesson.lang if place.lesson.lang != language else None,
        module_language=SOURCE_LANGUAGE if module.id in localised.fallen_back else None,
    )


def all_modules(catalogue: Catalogue, language: str) -> list[Module]:
    """Every module, in the reader's language as far as it is translated."""
    return [catalogue.localised(module.id, language).module for module in catalogue.modules]


def place_of(module: Module, lesson_id: str) -> LessonPlace:
    """Find a lesson in its module; raises NotFound."""
    for index, lesson in enumerate(module.lessons):
        if lesson.id == lesson_id:
            before = module.lessons[index - 1] if index else None
            after = module.lessons[index + 1] if index + 1 < len(module.lessons) else None
            return LessonPlace(lesson, index + 1, len(module.lessons), before, after)
    raise NotFound(N_("This module has no such lesson."))


def activity_of(lesson: Lesson, local_id: str) -> Activity:
    """Find an activity in its lesson; raises UnknownActivity."""
    found = lesson.activity(local_id)
    if found is None:
        raise UnknownActivity
    return found


def steps(
    lesson: Lesson,
    kept: Kept,
    results: Mapping[str, SurveyResult],
    shown_instead: ActivityView | None = None,
    *,
    art: PageArt,
    preview: bool,
    has_policies: bool = False,
) -> list[Step]:
    """The lesson's steps in order; `shown_instead` takes the place of its own activity's view.

    Where the library says something itself, its place is among them: in the author's section for it, else at the end.
    """

    def parts_of(block: Block) -> list[Part]:
        if has_policies and _has_place_for_policies(block):
            return _around_slot(lesson, block, art)
        return [_part(lesson, block, kept, results, shown_instead, art, preview)]

    found: list[Step] = []
    for number, blocks in enumerate(lesson.steps, 1):
        title = lesson.title if number == 1 else heading_of(blocks[0])
        found.append(Step(number, title, tuple(chain.from_iterable(map(parts_of, blocks)))))
    if has_policies and not any(map(_has_place_for_policies, chain.from_iterable(lesson.steps))):
        found[-1] = replace(found[-1], parts=(*found[-1].parts, PolicySlot()))
    return found


def _has_place_for_policies(block: Block) -> TypeGuard[ProseBlock]:
    return isinstance(block, ProseBlock) and has_slot(block.markdown)


def heading_of(block: Block) -> str:
    """The words of the heading that a stretch of prose begins with."""
    first = block.markdown.partition("\n")[0] if isinstance(block, ProseBlock) else ""
    return str(rendering.inline(first.lstrip("#").strip()).striptags())


def _around_slot(lesson: Lesson, block: ProseBlock, art: PageArt) -> list[Part]:
    before, after = split_at_slot(block.markdown)
    rest = [Prose(rendering.prose(lesson, revised(block, markdown=after), art))] if after.strip() else []
    return [Prose(rendering.prose(lesson, revised(block, markdown=before), art)), PolicySlot(), *rest]


@dataclass(frozen=True, slots=True)
class ActivityCount:
    """How many activities a lesson has, how many were tried, and how many skipped; the rest is open."""

    total: int
    tried: int
    skipped: int

    @property
    def open(self) -> int:
        """How many were neither."""
        return self.total - self.tried - self.skipped


def count_activities(found: Iterable[Step]) -> ActivityCount:
    """How far somebody is in the lesson's activities."""
    views = [part for step in found for part in step.parts if isinstance(part, ActivityView)]
    tried = sum(view.is_tried for view in views)
    return ActivityCount(len(views), tried, sum(view.is_skipped and not view.is_tried for view in views))


def statements(catalogue: Catalogue, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Competency codes with what they mean."""
    found = ((code, catalogue.competency(code)) for code in codes)
    return [(code, competency.statement) for code, competency in found if competency]


def _part(
    lesson: Lesson,
    block: Block,
    kept: Kept,
    results: Mapping[str, SurveyResult],
    shown_instead: ActivityView | None,
    art: PageArt,
    preview: bool,
) -> Prose | ActivityView:
    if isinstance(block, ProseBlock):
        return Prose(rendering.prose(lesson, block, art))
    if shown_instead and shown_instead.activity.id == block.id:
        return shown_instead
    carried = "" if preview else None
    return view_of(
        block,
        kept.states.get(block.id, {}),
        carried=carried,
        survey_result=results.get(block.id),
        is_skipped=block.id in kept.skipped,
    )
