"""What the pages show of resources: what others made, and the lessons that it supports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import format_date, gettext

from lti_tool.content.model import Resource
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.errors import N_

KINDS: Mapping[str, tuple[str, str]] = {  # one of them, and the heading above several; in the order of the page
    "webinar": (N_("webinar"), N_("Webinars")),
    "course": (N_("course"), N_("Courses")),
    "article": (N_("article"), N_("Articles")),
    "book": (N_("book"), N_("Books and workbooks")),
    "guide": (N_("guide"), N_("Guides")),
    "toolkit": (N_("toolkit"), N_("Toolkits")),
    "survey": (N_("survey"), N_("Surveys")),
    "policy": (N_("policy"), N_("Policies of libraries")),
    "framework": (N_("framework"), N_("Frameworks and standards")),
    "law": (N_("law"), N_("The law")),
}


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A resource as a reader meets it."""

    resource: Resource
    kind: str
    checked_on: str
    lessons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """The resources of one kind."""

    kind: str
    heading: str
    views: tuple[ResourceView, ...]


def list_supporting(catalogue: Catalogue, lesson_id: str) -> list[ResourceView]:
    """Return the resources that support a lesson."""
    return [_view(resource) for resource in catalogue.resources_for(lesson_id)]


def list_shelves(catalogue: Catalogue, language: str) -> list[Shelf]:
    """Return all resources by kind, each with the lessons that it supports in the reader's language."""
    titles = _lesson_titles(catalogue, language)
    shelves = []
    for kind, (_, heading) in KINDS.items():
        found = [resource for resource in catalogue.resources if resource.kind == kind]
        if found:
            views = tuple(_view(resource, _known(resource.lessons, titles)) for resource in found)
            shelves.append(Shelf(kind, gettext(heading), views))
    return shelves


def _view(resource: Resource, lessons: tuple[str, ...] = ()) -> ResourceView:
    return ResourceView(resource, gettext(KINDS[resource.kind][0]), format_date(resource.checked_on, "long"), lessons)


def _known(lesson_ids: Iterable[str], titles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(titles[lesson_id] for lesson_id in lesson_ids if lesson_id in titles)


def _lesson_titles(catalogue: Catalogue, language: str) -> dict[str, str]:
    modules = [catalogue.localised(module.id, language).module for module in catalogue.modules]
    return {lesson.id: f"“{lesson.title}”" for module in modules for lesson in module.lessons}
