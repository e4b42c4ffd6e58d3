"""Whether the people, moods and pictures that lessons name are there, and whether all that is drawn is shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.activities.light import Moment, Spot
from lti_tool.content.model.activities.scenario import Scenario
from lti_tool.content.model.cast import MOODS, Cast
from lti_tool.content.model.speaker import Speaker
from lti_tool.content.source.lessons.cast import CastInFiles
from lti_tool.content.source.lessons.lesson import LessonInFile
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.yaml import YamlSource

_IMAGE = re.compile(r"!\[[^\]\n]*\]\(([a-z0-9._-]{1,80})\)")
_TURN = re.compile(r"^> ?\*\*([^*\n]{1,160}:)\*\*", re.MULTILINE)
_FACTS = re.compile(r"\(([a-z0-9, -]{1,60})\):$")

Named = tuple[str, str]  # a person and a mood, or "picture" and its id


def cast_references(found: CastInFiles, modules: Sequence[ModuleInFolder]) -> Iterator[Problem]:
    """Yield an error for whoever and whatever is named and not there, a warning for what nothing shows."""
    used: set[Named] = set()
    for module in modules:
        if module.plan and module.plan.scene:
            used.add(("picture", module.plan.scene))
            if module.plan.scene not in found.cast.pictures:
                yield module.error(("scene",), "", *_no_picture(module.plan.scene))
        for lesson in module.lessons:
            used |= {name for _, _, name in _named(lesson, found.cast)}
            yield from lesson_cast_problems(lesson, found.cast)
    if all(lesson.lesson for module in modules for lesson in module.lessons):  # a broken lesson may be the one
        yield from _unused(found, used)


def lesson_cast_problems(found: LessonInFile, cast: Cast, own_pictures: Collection[str] = ()) -> Iterator[Problem]:
    """Yield an error for each person, mood and picture that a lesson names and that is not there."""
    for where, line, name in _named(found, cast):
        if name[0] == "picture" and name[1] in own_pictures:
            continue
        if fault := _fault(cast, name):
            yield Problem("error", found.file, line, where, *fault)


def _named(found: LessonInFile, cast: Cast) -> Iterator[tuple[str, int, Named]]:
    for text in found.prose:
        for image in _IMAGE.finditer(text.text):
            yield "", text.line + text.text.count("\n", 0, image.start()), ("picture", image[1])
        for turn in _TURN.finditer(text.text):
            line = text.line + text.text.count("\n", 0, turn.start())
            yield from (("", line, name) for name in _speakers_of(turn[1], cast))
    for entry in found.activities:
        where = f"{entry.activity.kind} {entry.activity.local_id}"
        yield from ((where, entry.source.line(()), name) for name in _in_activity(entry.activity))


def _speakers_of(label: str, cast: Cast) -> Iterator[Named]:
    """The person and mood that a turn names: written beside the name, or the name of one of the cast alone."""
    name, words = _name_and_facts(label)
    mood = next((word for word in words if word in MOODS), "")
    people = [word for word in words if word not in MOODS]
    if not people:
        people = [person.id for person in cast.people.values() if person.name == name]
    elif not mood:  # "Patron (quietly):" names nobody
        people = list(filter(cast.people.__contains__, people))
    yield from ((person, mood) for person in people)


def _name_and_facts(label: str) -> tuple[str, list[str]]:
    """Read `Rosa (joe, tired):` as the name before its brackets and the words in them."""
    facts = _FACTS.search(label)
    if facts is None:
        return label.removesuffix(":"), []
    return label[: facts.start()].strip(), [word.strip() for word in facts[1].split(",")]


def _in_activity(activity: Activity) -> Iterator[Named]:
    match activity:
        case Moment(person=str(person)) if person:
            yield person, activity.mood or ""
            yield from ((person, choice.mood) for choice in activity.choices if choice.mood)
        case Spot(picture=str(picture)) if picture:
            yield "picture", picture
        case Scenario():
            yield from _speaking(activity.nodes.values())


def _speaking(speakers: Iterable[Speaker]) -> Iterator[Named]:
    yield from ((speaker.person, speaker.mood or "") for speaker in speakers if speaker.person)


def _fault(cast: Cast, named: Named) -> tuple[str, str] | None:
    who, what = named
    if who == "picture":
        return None if what in cast.pictures else _no_picture(what)
    person = cast.people.get(who)
    if person is None:
        known = ", ".join(cast.people) or "nobody yet"
        return f"there is nobody called {who} in people.yaml", f"name one of the cast ({known}), or add the person"
    if what and what not in person.moods:
        return f"{who} is not drawn {what}", f"choose one of {', '.join(person.moods)}, or draw it"
    return None


def _no_picture(name: str) -> tuple[str, str]:
    return f"there is no picture {name} in pictures.yaml", "add it there, or mend the name"


def _unused(found: CastInFiles, used: set[Named]) -> Iterator[Problem]:
    if found.people:
        yield from _unseen_moods(found.cast, found.people, used)
    if found.pictures:
        for index, name in enumerate(found.cast.pictures):
            if ("picture", name) not in used:
                yield _nothing_shows(name, found.pictures, ("pictures", index), "show it, or take it out")


def _unseen_moods(cast: Cast, source: YamlSource, used: set[Named]) -> Iterator[Problem]:
    shown = {(who, what or cast.people[who].moods[0]) for who, what in used if who in cast.people}
    for index, person in enumerate(cast.people.values()):
        unseen = [mood for mood in person.moods if (person.id, mood) not in shown]
        if unseen:
            what = f"{person.id} {', '.join(unseen)}"
            yield _nothing_shows(what, source, ("people", index), "show it in a lesson, or take it out")


def _nothing_shows(what: str, source: YamlSource, path: tuple[str, int], remedy: str) -> Problem:
    return Problem("warning", source.file, source.line(path), "", f"nothing shows {what}", remedy)
