"""What rows only name by a number or a code: courses, links, branches, lessons, competencies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lti_tool.branches.models import Branch
from lti_tool.change_log.content_titles import own_titles
from lti_tool.change_log.lines import link_titles, module_title
from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.lti.models import Context, ResourceLink, User
from lti_tool.placements.models import Placement
from lti_tool.privacy.person import Person
from lti_tool.privacy.searching import courses_of


class Surroundings:
    """The names of whatever a person's rows refer to; what is not known any more is its number or code.

    Held for as long as an export takes: there are as many as courses and links that know the person.
    """

    def __init__(self, session: Session, person: Person, catalogue: Catalogue, language: str) -> None:
        self._session = session
        self._person = person
        self.catalogue = catalogue
        self.language = language
        self._own: dict[int, Mapping[str, str]] = {}
        self._modules = [catalogue.localised(each.id, language).module for each in catalogue.modules]

    @cached_property
    def names(self) -> dict[int, str]:
        """The person's own name, by each of their numbers: nobody else's is handed out."""
        return self._read(select(User.id, User.name).where(User.id.in_(self._person.user_ids)))

    @cached_property
    def links_of_log(self) -> dict[str, str]:
        """What links are called in lines of the log."""
        found: dict[str, str] = {}
        for context_id in self._session.scalars(courses_of(self._person)):
            found |= link_titles(self._session, context_id)
        return found

    def own_titles(self, context_id: int | None) -> Mapping[str, str]:
        """What a course's own content is called, by the key that its log names."""
        if context_id is None:
            return {}
        if context_id not in self._own:
            self._own[context_id] = own_titles(self._session, context_id)
        return self._own[context_id]

    @cached_property
    def activities(self) -> Mapping[str, tuple[str, Activity]]:
        """The title of its lesson, and the activity, by its id."""
        return {
            activity.id: (lesson.title, activity)
            for module in self._modules
            for lesson in module.lessons
            for activity in lesson.activities
        }

    def name(self, column: str, value: Any) -> str | None:
        """What stands behind a column's value; None where the value says it itself, or nobody knows."""
        names = self._by_column.get(column)
        return None if names is None or value is None else names(value)

    @cached_property
    def _by_column(self) -> dict[str, Callable[[Any], str | None]]:
        return {
            "context_id": self._courses.get,
            "placement_id": self._links_by_placement.get,
            "resource_link_id": self._links.get,
            "branch_id": self._branches.get,
            "lesson_id": self._lessons.get,
            "module_id": lambda module_id: self._module_titles.get(module_id) or module_title(module_id),
            "competency": self._statement,
            "activity_id": self._activity_title,
        }

    @cached_property
    def _courses(self) -> dict[int, str]:
        return self._read(select(Context.id, Context.title).where(Context.id.in_(courses_of(self._person))))

    @cached_property
    def _links(self) -> dict[int, str]:
        in_course = ResourceLink.context_id.in_(courses_of(self._person))
        return self._read(select(ResourceLink.id, ResourceLink.title).where(in_course))

    @cached_property
    def _links_by_placement(self) -> dict[int, str]:
        query = select(Placement.id, Placement.resource_link_id, Placement.module_id)
        found = self._session.execute(query.where(Placement.context_id.in_(courses_of(self._person))))
        return {row.id: self._links.get(row.resource_link_id) or module_title(row.module_id) for row in found}

    @cached_property
    def _branches(self) -> dict[int, str]:
        return self._read(select(Branch.id, Branch.name).where(Branch.context_id.in_(courses_of(self._person))))

    @cached_property
    def _lessons(self) -> dict[str, str]:
        return {lesson.id: lesson.title for module in self._modules for lesson in module.lessons}

    @cached_property
    def _module_titles(self) -> dict[str, str]:
        return {module.id: module.title for module in self._modules}

    def _statement(self, code: str) -> str | None:
        found = self.catalogue.competency(code)
        return found.statement if found else None

    def _activity_title(self, activity_id: str) -> str | None:
        lesson, _ = self.activities.get(activity_id, (None, None))
        return lesson

    def _read(self, query: Select[int, str]) -> dict[int, str]:
        return {key: words for key, words in self._session.execute(query) if words}
