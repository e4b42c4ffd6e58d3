"""From Pydantic's errors to problems in the words of the file's author."""

from __future__ import annotations

import difflib
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from lti_tool.content.model.activities.kinds import ACTIVITY_MODELS
from lti_tool.content.model.fields import PATTERN_REMEDIES
from lti_tool.content.model.items.item import ITEM_TYPES
from lti_tool.content.model.quiz import DRAW_TAGS
from lti_tool.content.model.record import Breach, Record
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.yaml import YamlPath, YamlSource

T = TypeVar("T")

FEEDBACK_REMEDY = "add feedback of at least five words"
_KEY = "[key]"
_NOT_FIELDS = (*DRAW_TAGS, _KEY)
# What a discriminated union chose is part of Pydantic's paths, and stands nowhere in the file.
_TAGS = frozenset((*ITEM_TYPES, *DRAW_TAGS, *ACTIVITY_MODELS))

_MAPPINGS = ("nodes", "options", "pairs")
_PLURALS = {"competencies": "competency", "categories": "category", "entries": "entry"}
_NAMED_FIELDS = ("have named fields", "write its fields as name: value")
_SHAPES = {
    "string_type": ("be text", "write it as one piece of text, in quotes"),
    "tuple_type": ("be a list", "write its entries between [ and ], or one a line after a dash"),
    "model_type": _NAMED_FIELDS,
    "model_attributes_type": _NAMED_FIELDS,
    "dict_type": _NAMED_FIELDS,
}
_KINDS_OF_VALUE = {
    "int": "write a whole number",
    "bool": "write true or false",
    "date": "write a day like 2026-11-24",
    "uuid": "write a UUID (32 hexadecimal digits with dashes)",
}


def validate(
    adapter: TypeAdapter[T],
    data: object,
    source: YamlSource,
    path: YamlPath,
    head: str,
    problems: list[Problem],
) -> T | None:
    """Return the data as its model; None, with a problem added for each fault, when it does not fit.

    `path` is where the data stand in the source, `head` what to call them in problems.
    """
    try:
        return adapter.validate_python(data)
    except ValidationError as failure:
        for error in failure.errors(include_url=False):
            inside = _path_inside(data, error["loc"])
            message, remedy = _words(error)
            where = place(data, inside, head)
            line = source.line((*path, *inside, str(error.get("ctx", {}).get("discriminator")).strip("'")))
            problems.append(Problem("error", source.file, line, where, message, remedy))
        return None


def place(data: object, path: YamlPath, head: str) -> str:
    """Return the path in words, such as `coy-001, option b`."""
    parts = [head] if head else []
    name = ""
    for step in path:
        data = _child(data, step)
        if isinstance(step, int):
            parts.append(f"{_singular(name)} {entry_name(data, step)}")
        elif name in _MAPPINGS:
            parts.append(f"{_singular(name)} {step}")
        name = step if isinstance(step, str) and name not in _MAPPINGS else ""
    return ", ".join(parts)


def entry_name(entry: object, index: int) -> str:
    """Return the entry's own id if it has one, else its number in the list, from 1."""
    own_id = entry.get("id") if isinstance(entry, dict) else None
    return own_id if isinstance(own_id, str) and own_id else str(index + 1)


def _singular(name: str) -> str:
    return _PLURALS.get(name, name.removesuffix("s")) or "entry"


def _child(data: object, step: str | int) -> object:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list | tuple) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _path_inside(data: object, loc: tuple[str | int, ...]) -> YamlPath:
    path: list[str | int] = []
    for step in loc:
        if step in _TAGS and not (isinstance(data, dict) and step in data):
            continue
        if step == _KEY:  # a mapping's key is at fault: Pydantic names the key, then says so
            break
        path.append(step)
        data = _child(data, step)
    return tuple(path)


def _words(error: ErrorDetails) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    name = _field_name(error["loc"])
    if kind == "value_error" and isinstance(context.get("error"), Breach):
        return context["error"].message, context["error"].remedy
    if wrong_field := _wrong_field(kind, name, context):
        return wrong_field
    subject = f'"{name}"' if name else "this"
    if error["loc"] and error["loc"][-1] == _KEY:
        return f"{subject} is not a name that can stand here", _value_remedy(kind, context) or "use another name"
    return _mismatch(kind, subject, context, error)


def _field_name(loc: tuple[str | int, ...]) -> str:
    return next((step for step in reversed(loc) if isinstance(step, str) and step not in _NOT_FIELDS), "")


def _wrong_field(kind: str, name: str, context: dict[str, Any]) -> tuple[str, str] | None:
    """What is wrong with which fields there are, rather than with a value."""
    types = ", ".join(ITEM_TYPES)
    return {
        "missing": (f'"{name}" is missing', FEEDBACK_REMEDY if name == "feedback" else f'add "{name}"'),
        "extra_forbidden": (f'"{name}" is not a field here', _spelling(name)),
        "union_tag_not_found": ('"type" is missing', f'add type: "single", or another of {types}'),
        "union_tag_invalid": (f'"type" cannot be "{context.get("tag")}"', f"write one of {types}"),
    }.get(kind)


def _mismatch(kind: str, subject: str, context: dict[str, Any], error: ErrorDetails) -> tuple[str, str]:
    if kind in _SHAPES:
        shape, remedy = _SHAPES[kind]
        return f"{subject} must {shape}", remedy
    if kind in ("string_too_short", "too_short"):
        least = context.get("min_length", 1)
        if least == 1:
            return f"{subject} is empty", "fill it in"
        return f"{subject} is too short", f"write at least {least}"
    if kind == "too_long":
        return f"{subject} is too long", f"keep at most {context.get('max_length')}"
    if kind == "string_too_long":
        return f"{subject} is too long", f"keep it to {context.get('max_length')} characters"
    remedy = _value_remedy(kind, context)
    if remedy:
        return f"{subject} cannot be {_short(error.get('input'))}", remedy
    return f"{subject} is not right ({error['msg']})", "compare it with a file that works"


def _value_remedy(kind: str, context: dict[str, Any]) -> str:
    if kind == "string_pattern_mismatch":
        return PATTERN_REMEDIES[str(context.get("pattern"))]
    if kind == "literal_error":
        return "write one of " + str(context.get("expected")).replace("'", "")
    if kind == "greater_than_equal":
        return f"write {context.get('ge')} or more"
    if kind == "less_than_equal":
        return f"write {context.get('le')} or less"
    return _KINDS_OF_VALUE.get(kind.partition("_")[0], "")


def _short(value: object) -> str:
    return f'"{value[:40]}"' if isinstance(value, str) else "this"


def _spelling(name: str) -> str:
    close = difflib.get_close_matches(name, _field_names(Record) - {name}, n=1, cutoff=0.75)
    return f'did you mean "{close[0]}"? Otherwise remove it' if close else "remove it"


def _field_names(model: type[Record]) -> set[str]:
    names = {field.alias or name for name, field in model.model_fields.items()}
    for child in model.__subclasses__():
        names |= _field_names(child)
    return names
