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
    """A resource as a reader meets it; `lessons` are those that it supports, each with its language."""

    resource: Resource
    kind: str
    checked_on: str
    lessons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """The resources of one kind."""

    kind: str
    heading: str
    views: tuple[ResourceView, ...]


@dataclass(frozen=True, slots=True)
class ResourceFilter:
    """What is asked for; an empty field asks for nothing. A topic is a module's id."""

    kind: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A module that some resource supports."""

    module_id: str
    title: str
    language: str


def read_filter(values: Mapping[str, str], topics: Iterable[Topic]) -> ResourceFilter:
    """Read the page's fields; what it does not offer asks for nothing."""
    kind, topic = values.get("kind", ""), values.get("topic", "")
    known = {each.module_id for each in topics}
    return ResourceFilter(kind if kind in KINDS else "", topic if topic in known else "")


def list_topics(catalogue: Catalogue, language: str) -> list[Topic]:
    """Return the modules that some resource supports, in the order of the course."""
    used = {module_id for resource in catalogue.resources for module_id in _topics_of(catalogue, resource)}
    found = [catalogue.localised(module.id, language) for module in catalogue.modules if module.id in used]
    return [Topic(each.module.id, each.module.title, each.language_of(each.module.id, language)) for each in found]


def list_kinds(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return the kinds that there are, each with its heading."""
    used = {resource.kind for resource in catalogue.resources}
    return [(kind, gettext(heading)) for kind, (_, heading) in KINDS.items() if kind in used]


def list_supporting(catalogue: Catalogue, lesson_id: str) -> list[ResourceView]:
    """Return the resources that support a lesson."""
    return [_view(resource) for resource in catalogue.resources_for(lesson_id)]


def list_shelves(catalogue: Catalogue, language: str, wanted: ResourceFilter) -> list[Shelf]:
    """Return the resources asked for by kind, each with the lessons that it supports in the reader's language."""
    titles = _lesson_titles(catalogue, language)
    shelves = []
    for kind, (_, heading) in KINDS.items():
        found = [each for each in catalogue.resources if each.kind == kind and _fits(catalogue, each, wanted)]
        if found:
            views = tuple(_view(resource, _known(resource.lessons, titles)) for resource in found)
            shelves.append(Shelf(kind, gettext(heading), views))
    return shelves


def _fits(catalogue: Catalogue, resource: Resource, wanted: ResourceFilter) -> bool:
    is_kind = wanted.kind in ("", resource.kind)
    return is_kind and (not wanted.topic or wanted.topic in _topics_of(catalogue, resource))


def _topics_of(catalogue: Catalogue, resource: Resource) -> set[str]:
    return {module.id for each in resource.lessons if (module := catalogue.module_of_lesson(each))}


def _view(resource: Resource, lessons: tuple[tuple[str, str], ...] = ()) -> ResourceView:
    return ResourceView(resource, gettext(KINDS[resource.kind][0]), format_date(resource.checked_on, "long"), lessons)


def _known(lesson_ids: Iterable[str], titles: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(titles[lesson_id] for lesson_id in lesson_ids if lesson_id in titles)


def _lesson_titles(catalogue: Catalogue, language: str) -> dict[str, tuple[str, str]]:
    modules = [catalogue.localised(module.id, language).module for module in catalogue.modules]
    return {lesson.id: (f"“{lesson.title}”", lesson.lang) for module in modules for lesson in module.lessons}
