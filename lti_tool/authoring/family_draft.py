"""A family as its form holds it, complete or not: written to the authors' YAML, and read back from it.

A scene has one right option, or several; families of a best and a worst option are written in files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lti_tool.authoring.file_format import Value, line_of, list_of, quoted, scalar
from lti_tool.content.source.text.yaml import parse_yaml

ACTS = "abcd"
STEMS = len(ACTS)  # as many scenes as options, each the right one once
_START = "- family:"


@dataclass(frozen=True, slots=True)
class StemDraft:
    """One scene; `feedback` is in the order of the options, `keys` are the letters of the right ones, in order."""

    stem: str = ""
    keys: tuple[str, ...] = ()
    bloom: str = "apply"
    feedback: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed: such a scene is left out."""
        return not (self.stem or any(self.feedback))


@dataclass(frozen=True, slots=True)
class FamilyDraft:
    """One family; `acts` are the texts of its options by their letters, "" where a row was left empty."""

    competency: str = ""
    lesson: str = ""
    card: str = ""
    acts: tuple[str, ...] = ()
    stems: tuple[StemDraft, ...] = ()
    type: str = "family"

    @property
    def marking(self) -> str:
        """Its type in authors' files: single, or multi where any scene has several right options."""
        return "multi" if any(len(stem.keys) > 1 for stem in self.stems) else "single"

    @property
    def title(self) -> str:
        """What a list calls it: its first scene."""
        return next((stem.stem for stem in self.stems if stem.stem), "")


def is_family(text: str) -> bool:
    """Whether a stored text of a bank is a family rather than one item."""
    return text.startswith(_START)


def write_family(draft: FamilyDraft, key: str, version: int) -> str:
    """Return the family as an entry of families.yaml; its stems' ids are the key with a number."""
    facts: dict[str, Value] = {"family": key, "type": draft.marking, "competency": draft.competency}
    facts |= {name: value for name in ("lesson", "card") if (value := getattr(draft, name))}
    lines = [f"{name}: {scalar(value)}" for name, value in facts.items()]
    acts = {letter: text for letter, text in zip(ACTS, draft.acts, strict=False) if text}
    lines += _list("options", [line_of({"id": letter, "text": text}) for letter, text in acts.items()])
    written = [
        _stem(stem, f"{key}-{number}", version, acts, draft.marking)
        for number, stem in enumerate(draft.stems, start=1)
        if not stem.is_empty
    ]
    lines += _list("stems", written)
    return "- " + "\n  ".join(lines) + "\n"


def _list(name: str, entries: list[str]) -> list[str]:
    return [f"{name}:", *(f"- {entry}" for entry in entries)] if entries else [f"{name}: []"]


def _stem(stem: StemDraft, stem_id: str, version: int, acts: Mapping[str, str], marking: str) -> str:
    said = {letter: text for letter, text in zip(ACTS, stem.feedback, strict=False) if letter in acts and text}
    facts: dict[str, Value] = {"id": stem_id, "version": version, "bloom": stem.bloom}
    lines = [f"{name}: {scalar(value)}" for name, value in facts.items()]
    if stem.keys:
        lines.append(f"keys: {list_of(stem.keys)}" if marking == "multi" else f"key: {quoted(stem.keys[0])}")
    lines += [f"stem: {quoted(stem.stem)}", f"feedback: {line_of(said)}"]
    return "\n    ".join(lines)


def read_family(text: str) -> FamilyDraft:
    """Return the draft that a stored text was written from."""
    source = parse_yaml(text, "", [])
    entries = source.data if source and isinstance(source.data, list) else [{}]
    return family_of(entries[0])


def family_of(data: Mapping[str, Any]) -> FamilyDraft:
    """Return the draft that an entry of families.yaml says; its letters are the options' places."""
    options = {option["id"]: option["text"] for option in data.get("options") or ()}
    letters = list(options) if not set(options) <= set(ACTS) else list(ACTS)
    return FamilyDraft(
        competency=str(data.get("competency", "")),
        lesson=str(data.get("lesson", "")),
        card=str(data.get("card", "")),
        acts=tuple(options.get(letter, "") for letter in letters),
        stems=tuple(_stem_of(each, letters) for each in data.get("stems") or ()),
    )


def _stem_of(data: Mapping[str, Any], letters: list[str]) -> StemDraft:
    said, keys = data.get("feedback") or {}, keys_of(data)
    return StemDraft(
        stem=str(data.get("stem", "")),
        keys=tuple(place for place, letter in zip(ACTS, letters, strict=False) if letter in keys),
        bloom=str(data.get("bloom", "apply")),
        feedback=tuple(str(said.get(letter, "")) for letter in letters),
    )


def keys_of(data: Mapping[str, Any]) -> list[str]:
    """The ids of the right options, as a stem of families.yaml names one or several."""
    return list(data.get("keys") or ()) or [key for key in (data.get("key"),) if key]
