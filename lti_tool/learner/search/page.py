"""What a search finds for one person: only what is placed in their course, and their own library's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import url_for

from lti_tool.content.markdown import plain_words
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.content.search.catalogue import index_of
from lti_tool.content.search.index import MOST_HITS, Hit, Index
from lti_tool.content.search.passage import Passage, lesson_passages
from lti_tool.content.search.snippet import Piece, snippet, title_pieces
from lti_tool.learner.search.places import SearchPlace
from lti_tool.lti.models import Launch
from lti_tool.placements.models import LocalPolicy

Places = Mapping[str, SearchPlace]


@dataclass(frozen=True, slots=True)
class Found:
    """One result. `address` leads there from this link; `open_url` is a form's, for a module of another link."""

    passage: Passage
    module_title: str
    module_language: str
    title: Sequence[Piece]
    pieces: Sequence[Piece]
    address: str | None
    open_url: str | None


def search(
    launch: Launch,
    catalogue: Catalogue,
    language: str,
    question: str,
    places: Places,
    policies: Sequence[LocalPolicy],
) -> list[Found]:
    """Return what the course has on a question, best first."""
    shown = {(place.module.id, lesson.id) for place in places.values() for lesson in place.module.lessons}
    shown |= {(module_id, "") for module_id in places}
    ours = index_of(catalogue, language).find(
        question, catalogue.synonyms, lambda passage: (passage.module_id, passage.lesson_id) in shown
    )
    theirs = _index((*_own(places), *_policies(places, policies))).find(question, catalogue.synonyms)
    hits = sorted([*ours, *theirs], key=lambda hit: -hit.weight)[:MOST_HITS]
    return [_found(launch, hit, places[hit.passage.module_id]) for hit in hits]


def address_in(launch_id: str, passage_kind: str, lesson_id: str, step: int) -> str:
    """Return the address of a passage within its module's link."""
    if passage_kind == "words":
        return url_for("learner.words_to_say", launch_id=launch_id)
    if not lesson_id:
        return url_for("learner.module", launch_id=launch_id)
    anchor = "your-library" if passage_kind == "policy" else f"step-{max(1, step)}"
    return url_for("learner.lesson", launch_id=launch_id, lesson_id=lesson_id, _anchor=anchor)


def _found(launch: Launch, hit: Hit, place: SearchPlace) -> Found:
    passage = hit.passage
    address = address_in(launch.id, passage.kind, passage.lesson_id, passage.step) if place.is_here else None
    opens = place.may_open and not place.is_here
    url = url_for("learner.open_found", launch_id=launch.id, placement_id=place.placement.id) if opens else None
    title, pieces = title_pieces(passage, hit.terms), snippet(passage, hit.terms)
    return Found(passage, place.module.title, place.title_language, title, pieces, address, url)


def _own(places: Places) -> Iterator[Passage]:
    for place in places.values():
        for lesson in place.own:
            yield from _passages(place.module.id, lesson.canonical_json)


def _policies(places: Places, policies: Sequence[LocalPolicy]) -> Iterator[Passage]:
    """What is said at lessons that are shown; nobody knows in which language."""
    lessons = {lesson.id: (place.module.id, lesson) for place in places.values() for lesson in place.module.lessons}
    for policy in policies:
        if policy.lesson_id in lessons:
            module_id, lesson = lessons[policy.lesson_id]
            text = " · ".join(filter(None, (_words(policy.body), policy.link_title, policy.file_reference)))
            yield Passage("policy", module_id, lesson.id, 0, lesson.title, text, SOURCE_LANGUAGE)


@lru_cache(maxsize=64)
def _index(passages: tuple[Passage, ...]) -> Index:
    """Of what one course says itself: known by all of its words, so that no other course meets it."""
    return Index(passages)


@lru_cache(maxsize=256)
def _passages(module_id: str, lesson_json: str) -> tuple[Passage, ...]:
    return tuple(lesson_passages(module_id, Lesson.model_validate_json(lesson_json)))


@lru_cache(maxsize=512)
def _words(markdown: str) -> str:
    return plain_words(markdown)
