"""A module: lessons, the sources they rest on, and a quiz."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from lti_tool.content.model.desk import Desk
from lti_tool.content.model.fields import CompetencyCode, Id, Minutes, Text, Title, Version, WebAddress, Year
from lti_tool.content.model.items.facts import is_absent
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.quiz import Quiz, QuizPlan
from lti_tool.content.model.record import Record

AuthoredKind = Literal["module", "preassessment", "certificate"]
ModuleKind = Literal["module", "preassessment", "certificate", "refresher"]


class Source(Record):
    """A work whose facts a module uses, shown to learners as a credit."""

    id: Id
    title: Title
    who: Text
    kind: Text
    year: Year | None = None
    url: WebAddress | None = None


class ModuleFacts(Record):
    """What a module's file and the finished module have in common; `scene` is the picture that stands for it.

    A pre-assessment recommends where to start, a certificate draws from the banks of other modules; both are only
    a quiz.
    """

    id: Id
    version: Version
    title: Title
    summary: Text
    minutes: Minutes
    competencies: Annotated[tuple[CompetencyCode, ...], Field(min_length=1)]
    scene: Id | None = Field(None, exclude_if=is_absent)
    sources: tuple[Source, ...] = ()
    desk: Desk | None = Field(None, exclude_if=is_absent)


class ModuleFile(ModuleFacts):
    """module.yaml: lessons are named by id, the quiz has no items yet."""

    kind: AuthoredKind = "module"
    lessons: tuple[Id, ...] = ()
    quiz: QuizPlan | None = None


class Module(ModuleFacts):
    """A whole module; its digest covers every lesson, activity and item in it.

    A refresher asks again what other modules taught: it has neither lessons nor a quiz.
    """

    kind: ModuleKind = "module"
    lessons: tuple[Lesson, ...]
    quiz: Quiz | None = None

    def lesson(self, lesson_id: str) -> Lesson | None:
        """Return the lesson of that id, or None."""
        return self._lessons_by_id.get(lesson_id)

    @cached_property
    def _lessons_by_id(self) -> dict[str, Lesson]:
        return {lesson.id: lesson for lesson in self.lessons}
