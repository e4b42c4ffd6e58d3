"""An item as its form holds it, complete or not: written to the authors' YAML, and read back from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.authoring.file_format import Value, line_of, list_of, quoted, scalar
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.yaml import parse_yaml

LETTERS = "abcdef"
PART_LISTS = {"order": "steps", "match": "pairs"}
FACTS = ("competency", "bloom", "source", "lesson")
MAY_BE_ABSENT = ("source", "lesson")


@dataclass(frozen=True, slots=True)
class PartDraft:
    """An option, step or pair; `match` is a pair's answer, the flags say what a right answer does with an option."""

    text: str = ""
    feedback: str = ""
    match: str = ""
    key: bool = False
    best: bool = False
    worst: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed: such a row is left out."""
        return not (self.text or self.feedback or self.match)


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One item; the order of `parts` is that of the form, and of steps the right one."""

    type: str
    stem: str = ""
    competency: str = ""
    bloom: str = ""
    source: str = ""
    lesson: str = ""
    parts: tuple[PartDraft, ...] = ()
    extras: tuple[str, ...] = ()

    @property
    def list_name(self) -> str:
        """What the file calls the parts."""
        return PART_LISTS.get(self.type, "options")


def write_item(draft: ItemDraft, key: str, version: int) -> str:
    """Return the item as an entry of items.yaml."""
    facts: dict[str, Value] = {"id": key, "version": version, "type": draft.type}
    facts |= {name: value for name in FACTS if (value := getattr(draft, name)) or name not in MAY_BE_ABSENT}
    lines = [f"{name}: {scalar(value)}" for name, value in facts.items()]
    lines += [f"stem: {quoted(draft.stem)}", f"{draft.list_name}:"]
    written = [
        f"- {line_of(_part(draft.type, letter, part))}"
        for letter, part in zip(LETTERS, draft.parts, strict=False)
        if not part.is_empty
    ]
    lines += written or [f"- {line_of(_part(draft.type, 'a', PartDraft()))}"]
    if draft.extras:
        lines.append(f"extras: {list_of(draft.extras)}")
    return "- " + "\n  ".join(lines) + "\n"


def _part(kind: str, letter: str, part: PartDraft) -> dict[str, Value]:
    fields: dict[str, Value] = {} if kind == "order" else {"id": letter}
    fields |= {name: True for name in ("key", "best", "worst") if getattr(part, name)}
    fields["text"] = part.text
    if kind == "match":
        fields["match"] = part.match
    return fields | {"feedback": part.feedback}


def read_item(text: str) -> ItemDraft:
    """Return the draft that a stored text was written from."""
    source = parse_yaml(text, "", _unheard())
    entries = source.data if source and isinstance(source.data, list) else [{}]
    return item_of(entries[0] if isinstance(entries[0], dict) else {})


def item_of(data: Mapping[str, Any]) -> ItemDraft:
    """Return the draft that an entry of items.yaml says."""
    kind = str(data.get("type", "single"))
    return ItemDraft(
        type=kind,
        stem=str(data.get("stem", "")),
        parts=_read_parts(kind, data.get(PART_LISTS.get(kind, "options")) or ()),
        extras=tuple(str(each) for each in data.get("extras") or ()),
        **{name: str(data.get(name, "")) for name in FACTS},
    )


def _read_parts(kind: str, entries: Sequence[Mapping[str, str]]) -> tuple[PartDraft, ...]:
    """The parts, each at the place of its letter: a row that was left empty stays empty."""
    rows = [PartDraft()] * len(LETTERS)
    ids = [entry.get("id", "") for entry in entries]
    are_letters = kind != "order" and len(set(ids)) == len(ids) and all(each and each in LETTERS for each in ids)
    for index, entry in enumerate(entries):
        flags = {name: entry.get(name) == "true" for name in ("key", "best", "worst")}
        part = PartDraft(entry.get("text", ""), entry.get("feedback", ""), entry.get("match", ""), **flags)
        rows[LETTERS.index(ids[index]) if are_letters else index] = part
    return tuple(rows)


def _unheard() -> list[Problem]:
    """A sink for problems that the check reports elsewhere."""
    return []
