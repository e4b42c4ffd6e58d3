"""From an activity block in a lesson to its model; every problem points into the lesson's own file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from lti_tool.content.model.activities.facts import MAX_LOCAL_ID
from lti_tool.content.model.activities.kinds import ACTIVITY_MODELS, Activity
from lti_tool.content.model.activities.scenario import ScenarioFile
from lti_tool.content.model.activities.survey import SurveyFile
from lti_tool.content.model.fields import LOCAL_ID, PATTERN_REMEDIES
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.blocks import ActivityText
from lti_tool.content.source.text.prose import text_problems
from lti_tool.content.source.text.yaml import YamlPath, YamlSource, parse_yaml
from lti_tool.content.source.validation import validate

_ADAPTERS: dict[str, TypeAdapter[Activity]] = {name: TypeAdapter(model) for name, model in ACTIVITY_MODELS.items()}
_ATTACHED = ("scenario", "survey")
_FROM_HEAD = ("id", "local_id", "kind", "behaviours")
_ATTRIBUTES = ("id", "behaviours")


@dataclass(frozen=True)
class Attachments:
    """The scenarios and surveys of a module by name; None for a file that is there but has faults."""

    scenarios: Mapping[str, ScenarioFile | None]
    surveys: Mapping[str, SurveyFile | None]


@dataclass(frozen=True)
class ActivityInFile:
    """An activity, where its block stands, and the file it takes its content from, if any."""

    activity: Activity
    source: YamlSource
    src: str | None = None


def read_activity(
    block: ActivityText, lesson_id: str, attachments: Attachments, file: str, problems: list[Problem]
) -> ActivityInFile | None:
    """Return the activity of a block; None, with problems added, when it cannot be used."""
    if not block.name:
        return None
    fault = _opening_fault(block)
    local_id = block.attributes.get("id", "")
    head = f"{block.name} {local_id}".rstrip()
    if fault is not None:
        _add(problems, file, block.line, head if block.name in _ADAPTERS else "", *fault)
        return None
    behaviours = block.attributes.get("behaviours", "").split()
    facts: dict[str, object] = {
        "kind": block.name,
        "id": f"{lesson_id}.{local_id}",
        "local_id": local_id,
        "behaviours": behaviours,
    }
    if block.name in _ATTACHED:
        return _attached(block, facts, attachments, file, head, problems)
    return _written(block, facts, file, head, problems)


def _opening_fault(block: ActivityText) -> tuple[str, str] | None:
    """Return what is wrong with the line that opens a block, and the remedy."""
    if block.name not in _ADAPTERS:
        return f"there is no activity called {block.name}", _known_names(block.name)
    if "id" not in block.attributes:
        return "its id is missing", f'write :::{block.name} id="…"'
    attached = block.name in _ATTACHED
    allowed = (*_ATTRIBUTES, "src") if attached else _ATTRIBUTES
    for name in block.attributes:
        if name not in allowed:
            return f"{name} does not belong on this line", "remove it"
    local_id = block.attributes["id"]
    if not re.fullmatch(LOCAL_ID, local_id) or len(local_id) > MAX_LOCAL_ID:
        return f'its id cannot be "{local_id[:40]}"', f"{PATTERN_REMEDIES[LOCAL_ID]}, at most {MAX_LOCAL_ID}"
    if attached and "src" not in block.attributes:
        remedy = f'write :::{block.name} id="…" src="<name of a file in {block.name}s/>"'
        return "its src is missing", remedy
    return None


def _written(
    block: ActivityText, facts: dict[str, object], file: str, head: str, problems: list[Problem]
) -> ActivityInFile | None:
    source = parse_yaml(block.text, file, problems, first_line=block.line + 1)
    if source is None:
        return None
    if not isinstance(source.data, dict):
        _add(problems, file, block.line + 1, head, "this must have named fields", "write its fields as name: value")
        return None
    for name in _FROM_HEAD:
        if name in source.data:
            message = f'"{name}" is not a field here'
            _add(
                problems, file, source.line((name,)), head, message, f"write the {_on_line(name)} on the line with :::"
            )
            return None
    found = list(text_problems(source, (), source.data, head))
    problems += found
    data = facts | source.data
    activity = validate(_ADAPTERS[block.name], data, _at_opening(source, block.line), (), head, problems)
    return None if activity is None or found else ActivityInFile(activity, source)


def _attached(
    block: ActivityText,
    facts: dict[str, object],
    attachments: Attachments,
    file: str,
    head: str,
    problems: list[Problem],
) -> ActivityInFile | None:
    folder = f"{block.name}s"
    known: Mapping[str, ScenarioFile | SurveyFile | None] = (
        attachments.scenarios if block.name == "scenario" else attachments.surveys
    )
    src = block.attributes["src"]
    if block.text.strip():
        remedy = f"write its content in {folder}/{src}.yaml"
        _add(problems, file, block.line + 1, head, "nothing may stand inside this block", remedy)
        return None
    if src not in known:
        _add(problems, file, block.line, head, f"there is no {folder}/{src}.yaml", "add the file, or mend src")
        return None
    content = known[src]
    if content is None:
        return None
    source = _at_opening(YamlSource(file, {}, {}), block.line)
    data = content.model_dump(exclude={"version"}) | facts
    activity = validate(_ADAPTERS[block.name], data, source, (), head, problems)
    return None if activity is None else ActivityInFile(activity, source, src)


def _at_opening(source: YamlSource, line: int) -> YamlSource:
    places: dict[YamlPath, int] = {(): line}
    return YamlSource(source.file, source.data, {**source.lines, **places})


def _on_line(name: str) -> str:
    return "behaviours" if name == "behaviours" else "id"


def _known_names(name: str) -> str:
    close = difflib.get_close_matches(name, _ADAPTERS, n=1)
    return f"did you mean {close[0]}?" if close else f"write one of {', '.join(_ADAPTERS)}"


def _add(problems: list[Problem], file: str, line: int, where: str, message: str, remedy: str) -> None:
    problems.append(Problem("error", file, line, where, message, remedy))
