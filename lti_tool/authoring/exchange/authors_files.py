"""Authors' own files: entries of items.yaml and families.yaml, and lessons, as drafts that the forms can hold.

What the forms have no field for is told with its line; what is wrong with a question, the check of its draft says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lti_tool.authoring.drafts import Draft
from lti_tool.authoring.exchange.found import LONGEST_TITLE, BadFile, Found, Note, Reading, bounded
from lti_tool.authoring.family_draft import ACTS, STEMS, family_of, keys_of
from lti_tool.authoring.item_draft import LETTERS, PART_LISTS, item_of
from lti_tool.authoring.lesson_draft import LessonDraft, read_lesson
from lti_tool.content.model.items.item import ITEM_TYPES
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.front_matter import split_front_matter
from lti_tool.content.source.text.yaml import YamlPath, YamlSource, parse_yaml
from lti_tool.errors import N_
from lti_tool.text.plain_text import clean_line

LONGEST_YAML = 2_000_000  # characters; the banks of a whole course have less
MOST_EXTRAS = 2
MOST_OBJECTIVES = 3
_ITEM = {"id", "version", "type", "competency", "bloom", "source", "lesson", "stem", "extras"}
_PART = {"id", "text", "feedback", "match", "key", "best", "worst"}
_FAMILY = {"family", "type", "competency", "lesson", "card", "options", "stems"}
_STEM = {"id", "version", "bloom", "key", "keys", "stem", "feedback"}
_LISTS = {"feedback", "keys"}  # of a scene, what is no text
_LESSON = {"id", "version", "lang", "minutes", "competencies", "objectives"}
_NOTHING = YamlSource("", {}, {})
_FAULT = N_("%(place)s, line %(line)s: %(what)s")
_LEFT_OUT = N_("These fields are not kept: %(fields)s.")


class _Unfit(Exception):
    """An entry that no form can hold; `path` is where it shows."""

    def __init__(self, path: YamlPath, wording: str, **params: object) -> None:
        super().__init__(wording)
        self.path, self.wording, self.params = path, wording, params


def read_entries(text: str, place: str = "") -> Reading:
    """The questions and families of a YAML file. Raises BadFile with the line where the file is no list of them."""
    if len(text) > LONGEST_YAML:
        raise BadFile(N_("A YAML file may have two million characters. Split it, and take the parts in one by one."))
    problems: list[Problem] = []
    source = parse_yaml(text, place, problems)
    if source is None or not isinstance(source.data, list):
        raise _unreadable(problems, place)
    found = []
    for index, entry in enumerate(source.data):
        bounded(source.line((index,)), index + 1)
        found.append(_entry(source, index, entry, place))
    odd = tuple(Note("changed", each.line, _FAULT, _fault(each, place)) for each in problems)
    return Reading(tuple(found), odd)


def _unreadable(problems: Iterable[Problem], place: str) -> BadFile:
    first = next(iter(problems), None)
    if first is None:
        return BadFile(
            N_("%(place)s must be a list: start each question with a dash."), params={"place": place or "YAML"}
        )
    return BadFile(_FAULT, params=_fault(first, place))


def _fault(problem: Problem, place: str) -> dict[str, object]:
    what = f"{problem.message}; {problem.remedy}."
    return {"place": place or "YAML", "line": problem.line, "what": what}


def _entry(source: YamlSource, index: int, entry: object, place: str) -> Found:
    line = source.line((index,))
    try:
        draft, left = _draft(entry)
    except _Unfit as problem:
        at = source.line((index, *problem.path))
        return Found(line, _title(entry), None, (Note("error", at, problem.wording, problem.params),), place)
    notes = tuple(_left_out(source, index, left))
    return Found(line, _title(entry), draft, notes, place)


def _left_out(source: YamlSource, index: int, paths: Iterable[YamlPath]) -> Iterator[Note]:
    by_line: dict[int, list[str]] = {}
    for path in paths:
        by_line.setdefault(source.line((index, *path)), []).append(str(path[-1])[:60])
    for line, names in by_line.items():
        yield Note("changed", line, _LEFT_OUT, {"fields": ", ".join(sorted(set(names)))})


def _title(entry: object) -> str:
    if not isinstance(entry, dict):
        return ""
    stems = entry.get("stems")
    first = stems[0] if isinstance(stems, list) and stems and isinstance(stems[0], dict) else entry
    return clean_line(str(first.get("stem", "")))[:LONGEST_TITLE]


def _draft(entry: object) -> tuple[Draft, list[YamlPath]]:
    if not isinstance(entry, dict):
        raise _Unfit((), N_("This is no question: it needs fields such as stem and options."))
    return _family(entry) if "family" in entry else _item(entry)


def _item(entry: Mapping[str, Any]) -> tuple[Draft, list[YamlPath]]:
    kind = entry.get("type")
    if kind not in ITEM_TYPES:
        raise _Unfit(("type",), N_("“%(kind)s” is no type of question."), kind=str(kind)[:60])
    name = PART_LISTS.get(str(kind), "options")
    parts = _records(entry, name, len(LETTERS))
    extras = _texts_in(entry, "extras")
    if extras is None or len(extras) > MOST_EXTRAS:
        raise _Unfit(("extras",), N_("The form holds two answers that belong to nothing, as texts."))
    _texts(entry, _ITEM - {"extras"})
    left: list[YamlPath] = [
        (field,) for field in entry if field not in {*_ITEM, name} and not _is_default(entry, field)
    ]
    return item_of(entry), [*left, *_unknown_fields(name, parts, _PART)]


def _texts_in(entry: Mapping[str, Any], field: str) -> list[str] | None:
    """A list of texts, or none; None where it is something else."""
    value = entry.get(field) or []
    return value if isinstance(value, list) and all(isinstance(each, str) for each in value) else None


def _unknown_fields(name: str, records: list[dict[str, Any]], known: set[str]) -> Iterator[YamlPath]:
    for n, record in enumerate(records):
        yield from ((name, n, field) for field in record if field not in known)


def _is_default(entry: Mapping[str, Any], field: str) -> bool:
    return field == "shuffle" and entry[field] == "true"


def _family(entry: Mapping[str, Any]) -> tuple[Draft, list[YamlPath]]:
    if entry.get("type", "single") not in ("single", "multi"):
        raise _Unfit(("type",), N_("Here, a scene has one right option or several, and not a best and a worst one."))
    options, stems = _records(entry, "options", len(ACTS)), _records(entry, "stems", STEMS)
    for n, option in enumerate(options):
        if not option.get("id"):
            raise _Unfit(("options", n), N_("Each option of a family needs an id: a, b, c."))
    for n, stem in enumerate(stems):
        _feedback(n, stem)
        _keys(n, stem, {option["id"] for option in options})
    _texts(entry, _FAMILY - {"options", "stems"})
    draft = family_of({**entry, "options": [{"text": "", **each} for each in options]})
    left: list[YamlPath] = [(field,) for field in entry if field not in _FAMILY]
    left += _unknown_fields("stems", stems, _STEM)
    if entry.get("type", draft.marking) != draft.marking:
        left.append(("type",))
    return draft, left


def _feedback(n: int, stem: Mapping[str, Any]) -> None:
    said = stem.get("feedback", {})
    if not isinstance(said, dict) or not all(isinstance(each, str) for each in said.values()):
        raise _Unfit(("stems", n, "feedback"), N_("The feedback of a scene names each option with a text."))


def _keys(n: int, stem: Mapping[str, Any], options: set[str]) -> None:
    """Raise _Unfit where a scene names its right options in no list, or one that the family does not have."""
    said = stem.get("keys", [])
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        raise _Unfit(("stems", n, "keys"), N_("“%(name)s” must be a list of texts."), name="keys")
    if strange := [key for key in keys_of(stem) if key not in options]:
        field = "keys" if said else "key"
        raise _Unfit(("stems", n, field), N_("“%(key)s” is no option of this family."), key=strange[0][:60])


def _records(entry: Mapping[str, Any], name: str, most: int) -> list[dict[str, Any]]:
    """A list of mappings whose values are texts, no longer than a form."""
    found = entry.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _Unfit((name,), N_("“%(name)s” must be a list, each entry with its fields."), name=name)
    if len(found) > most:
        words = N_("“%(name)s” has %(count)s entries; the form holds %(most)s.")
        raise _Unfit((name, most), words, name=name, count=len(found), most=most)
    for n, each in enumerate(found):
        _only_texts((name, n), each, besides=_LISTS if name == "stems" else set())
    return found


def _only_texts(path: YamlPath, record: Mapping[str, Any], besides: set[str]) -> None:
    for field, value in record.items():
        if field not in besides and not isinstance(value, str):
            raise _Unfit((*path, field), N_("“%(name)s” must be a text."), name=field[:60])


def _texts(entry: Mapping[str, Any], fields: Iterable[str]) -> None:
    for field in fields:
        if not isinstance(entry.get(field, ""), str):
            raise _Unfit((field,), N_("“%(name)s” must be a text."), name=field)


def read_lesson_file(text: str, place: str) -> Found:
    """A lesson as a draft; one without front matter has its fields empty, as its check says."""
    parts = split_front_matter(text, place, [])
    source = (parse_yaml(parts.front, place, [], 2) if parts else None) or _NOTHING
    head = source.data if isinstance(source.data, dict) else {}
    for field in ("competencies", "objectives"):
        if _texts_in(head, field) is None:
            words = N_("“%(name)s” must be a list of texts.")
            return Found(1, "", None, (Note("error", source.line((field,)), words, {"name": field}),), place)
    draft = read_lesson(text)
    notes = []
    if len(draft.objectives) > MOST_OBJECTIVES:
        words = N_("The form holds three objectives; the others are not kept.")
        notes.append(Note("changed", source.line(("objectives",)), words))
        draft = _with_objectives(draft)
    if left := sorted(str(field)[:60] for field in head if field not in _LESSON):
        notes.append(Note("changed", source.line((left[0],)), _LEFT_OUT, {"fields": ", ".join(left)}))
    return Found(1, clean_line(draft.title)[:LONGEST_TITLE], draft, tuple(notes), place)


def _with_objectives(draft: LessonDraft) -> LessonDraft:
    kept = draft.objectives[:MOST_OBJECTIVES]
    return LessonDraft(draft.title, draft.minutes, draft.competencies, kept, draft.body, draft.language)
