"""Whether the names that content files use for each other lead somewhere, and to one thing only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.module import ModuleFile
from lti_tool.content.source.bank.blueprint import blueprint_problems
from lti_tool.content.source.lessons.lesson import LessonInFile
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.module_kinds import kind_problems
from lti_tool.content.source.problem import Problem

_ADD_COMPETENCY = "use a code of the framework"


def check_references(modules: Sequence[ModuleInFolder], covers: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Yield a problem for every id that leads nowhere or means two things.

    `covers` has the codes at and below each code of the framework; it is empty where no framework could be read.
    """
    lessons = {lesson.id for module in modules for lesson in module.lessons}
    for module in modules:
        yield from _folder_name(module)
        yield from kind_problems(module)
        yield from _lessons(module)
        yield from _sources(module)
        yield from _attachments(module)
        yield from _taught_in(module, lessons, _unreadable_lesson(modules))
        yield from blueprint_problems(module, modules, covers)
        if covers:  # an unreadable framework is one problem, not one for each tag
            yield from _competencies(module, covers)
            yield from _behaviours(module, covers)
            yield from _seen_at_the_desk(module, covers)
    yield from _repeated_ids(modules)
    yield from _repeated_families(modules)


def _folder_name(module: ModuleInFolder) -> Iterator[Problem]:
    folder = module.folder.rpartition("/")[2]
    if module.plan and module.plan.id != folder:
        yield module.error(("id",), "", f'"id" is {module.plan.id} but the folder is {folder}', "make the two agree")


def _lessons(module: ModuleInFolder) -> Iterator[Problem]:
    if module.plan is None:
        return
    written = {lesson.id for lesson in module.lessons}
    listed: set[str] = set()
    for index, lesson_id in enumerate(module.plan.lessons):
        if lesson_id in listed:
            yield module.error(("lessons", index), "", f"lesson {lesson_id} is listed twice", "list it once")
        elif lesson_id not in written and not _unreadable_lesson([module]):
            remedy = "write the lesson, mend the id, or take it off the list"
            yield module.error(("lessons", index), "", f"lesson {lesson_id} has no file", remedy)
        listed.add(lesson_id)
    for lesson in module.lessons:
        if lesson.id is not None and lesson.id not in listed:
            message = f"lesson {lesson.id} is not listed in module.yaml"
            yield Problem(
                "error", lesson.file, lesson.id_line, "", message, "add its id to lessons, or remove the file"
            )


def _unreadable_lesson(modules: Sequence[ModuleInFolder]) -> bool:
    # A file whose id could not be read may be the very lesson that seems to be missing.
    return any(lesson.id is None for module in modules for lesson in module.lessons)


def _sources(module: ModuleInFolder) -> Iterator[Problem]:
    if module.plan is None:
        return
    known: set[str] = set()
    for index, source in enumerate(module.plan.sources):
        if source.id in known:
            yield module.error(("sources", index), f"source {source.id}", "this id is used twice", "make it unique")
        known.add(source.id)
    for entry in module.items or ():
        if entry.item.source and entry.item.source not in known:
            message = f"there is no source {entry.item.source} in module.yaml"
            yield entry.problem("error", ("source",), message, "add it to sources, or mend the id")


def _attachments(module: ModuleInFolder) -> Iterator[Problem]:
    used = {(entry.activity.kind, entry.src) for lesson in module.lessons for entry in lesson.activities}
    # A lesson that could not be read in full may be the one that uses the file.
    if any(lesson.lesson is None for lesson in module.lessons):
        return
    for kind, found in (("scenario", module.scenarios), ("survey", module.surveys)):
        for name, attachment in found.items():
            if (kind, name) not in used:
                message = f"no lesson uses this {kind}"
                remedy = f'add :::{kind} id="…" src="{name}" to a lesson, or remove the file'
                yield Problem("warning", attachment.source.file, 1, "", message, remedy)


def _taught_in(module: ModuleInFolder, lessons: set[str | None], unreadable: bool) -> Iterator[Problem]:
    for entry in module.items or ():
        if entry.item.lesson is not None and entry.item.lesson not in lessons and not unreadable:
            yield entry.problem("error", ("lesson",), f"there is no lesson {entry.item.lesson}", "mend the id")


def _competencies(module: ModuleInFolder, codes: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    if module.plan is not None:
        yield from _competencies_of_plan(module, module.plan, codes)
    for entry in module.items or ():
        if entry.item.competency not in codes:
            yield entry.problem("error", ("competency",), _unknown(entry.item.competency), _ADD_COMPETENCY)
    for lesson in module.lessons:
        for code in lesson.lesson.competencies if lesson.lesson else ():
            if code not in codes:
                yield Problem("error", lesson.file, lesson.id_line, "front matter", _unknown(code), _ADD_COMPETENCY)


def _competencies_of_plan(
    module: ModuleInFolder, plan: ModuleFile, codes: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem]:
    for index, code in enumerate(plan.competencies):
        if code not in codes:
            yield module.error(("competencies", index), "", _unknown(code), _ADD_COMPETENCY)
    for index, section in enumerate(plan.quiz.sections if plan.quiz else ()):
        if section.competency not in codes:
            path = ("quiz", "sections", index, "competency")
            yield module.error(path, f"section {section.competency}", _unknown(section.competency), _ADD_COMPETENCY)


def _behaviours(module: ModuleInFolder, covers: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    for entry in module.items or ():
        code, above = entry.item.behaviour, (entry.item.competency,)
        if code is not None and not _stands_below(code, above, covers):
            yield entry.problem("error", ("behaviour",), *_misplaced(code, above))
    for lesson in module.lessons:
        if lesson.lesson is not None:
            yield from _behaviours_of_lesson(lesson, lesson.lesson, covers)


def _seen_at_the_desk(module: ModuleInFolder, covers: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """An observation card has three behaviors of the module's own competencies, each another one."""
    if module.plan is None or module.plan.desk is None:
        return
    codes = [each.code for each in module.plan.desk.seen]
    for index, code in enumerate(codes):
        path, where = ("desk", "seen", index, "code"), f"observation card, line {index + 1}"
        if not _stands_below(code, module.plan.competencies, covers):
            yield module.error(path, where, *_misplaced(code, module.plan.competencies))
        elif code in codes[:index]:
            yield module.error(path, where, f"{code} is on the card twice", "name another behaviour")


def _behaviours_of_lesson(
    found: LessonInFile, lesson: Lesson, covers: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem]:
    tagged = [("front matter", lesson.behaviours)]
    tagged += [(f"{activity.kind} {activity.local_id}", activity.behaviours) for activity in lesson.activities]
    for where, codes in tagged:
        for code in codes:
            if not _stands_below(code, lesson.competencies, covers):
                yield Problem("error", found.file, found.id_line, where, *_misplaced(code, lesson.competencies))


def _stands_below(code: str, above: Sequence[str], covers: Mapping[str, tuple[str, ...]]) -> bool:
    return any(code in covers.get(parent, ()) and code != parent for parent in above)


def _misplaced(code: str, above: Sequence[str]) -> tuple[str, str]:
    return (
        f"there is no behaviour {code} below {' or '.join(above)}",
        "use a behaviour of the framework, or mend the tags",
    )


def _unknown(code: str) -> str:
    return f"there is no competency {code}"


def _repeated_ids(modules: Sequence[ModuleInFolder]) -> Iterator[Problem]:
    # Ids are unique over the whole catalogue: attempts and statistics know items and lessons by id alone.
    items: dict[str, str] = {}
    lessons: dict[str, str] = {}
    for module in modules:
        for entry in module.items or ():
            if entry.item.id in items:
                message = f"this id is used twice (also in {items[entry.item.id]})"
                yield entry.problem("error", ("id",), message, "give the item its own id")
            items.setdefault(entry.item.id, entry.source.file)
        for lesson in module.lessons:
            if lesson.id in lessons:
                message = f"the id {lesson.id} is used twice (also in {lessons[lesson.id]})"
                yield Problem("error", lesson.file, lesson.id_line, "", message, "give the lesson its own id")
            if lesson.id is not None:
                lessons.setdefault(lesson.id, lesson.file)


def _repeated_families(modules: Sequence[ModuleInFolder]) -> Iterator[Problem]:
    # An item of its own is a group of one under its own id, so a family may not bear the id of an item either.
    items = {entry.item.id: entry.source.file for module in modules for entry in module.items or ()}
    seen: dict[str, str] = {}
    for module in modules:
        for found in module.families:
            name, file = found.family.family, found.source.file
            other = items.get(name) or (seen.get(name) if seen.get(name) != file else None)
            if other:
                message = f"this name is used twice (also in {other})"
                yield found.problem("error", ("family",), message, "give the family its own name")
            seen.setdefault(name, file)
