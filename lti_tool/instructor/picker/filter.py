"""Which modules of the catalogue the picker shows: those with the words, the skill, the length and the kind asked for.

The page's script does the same with the facts that `facts_of` gives it; both must fold words alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.framework import Competency
from lti_tool.content.model.module import Module, ModuleKind
from lti_tool.content.model.wording.folding import fold
from lti_tool.text.plain_text import clean_line

MINUTES = (15, 30, 45, 60)
KINDS: tuple[str, ...] = get_args(ModuleKind)


@dataclass(frozen=True, slots=True)
class PickFilter:
    """What is looked for; an empty field asks for nothing."""

    words: str = ""
    competency: str = ""
    minutes: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PickFacts:
    """What a module is found by: its folded words, its competencies with all that stand above them."""

    text: str
    codes: frozenset[str]
    minutes: int
    kind: str

    def fit(self, wanted: PickFilter) -> bool:
        """Whether the module is one of those looked for."""
        return (
            all(word in self.text for word in fold(wanted.words).split())
            and (not wanted.competency or wanted.competency in self.codes)
            and (not wanted.minutes or self.minutes <= wanted.minutes)
            and (not wanted.kind or self.kind == wanted.kind)
        )


def read_filter(values: Mapping[str, str]) -> PickFilter:
    """Read the picker's fields; what no page of ours offers asks for nothing."""
    minutes, kind = values.get("minutes", ""), values.get("kind", "")
    return PickFilter(
        words=clean_line(values.get("q", ""))[:200],
        competency=values.get("competency", "")[:40],
        minutes=int(minutes) if minutes in map(str, MINUTES) else 0,
        kind=kind if kind in KINDS else "",
    )


def facts_of(module: Module, catalogue: Catalogue, shown: Module) -> PickFacts:
    """What a module is found by: in English, and in the words of the page's language."""
    held = [entry for code in module.competencies if (entry := catalogue.competency(code))]
    words = [*_words(module), *(_words(shown) if shown is not module else ()), *(entry.statement for entry in held)]
    codes = {code for entry in held for code in _upward(entry, catalogue)}
    return PickFacts(fold(" ".join(words)), frozenset(codes), module.minutes, module.kind)


def offered_competencies(catalogue: Catalogue) -> list[tuple[Competency, list[Competency]]]:
    """Each category with the competencies that some module builds or asks about, in the framework's order."""
    used = {code for module in catalogue.modules for code in module.competencies}
    groups: dict[str, list[Competency]] = {}
    for entry in catalogue.competencies:
        if entry.code in used and entry.code != entry.category:
            groups.setdefault(entry.category, []).append(entry)
    return [(top, entries) for code, entries in groups.items() if (top := catalogue.competency(code))]


def _words(module: Module) -> Iterable[str]:
    return (module.title, module.summary, *(lesson.title for lesson in module.lessons))


def _upward(entry: Competency, catalogue: Catalogue) -> Iterable[str]:
    yield entry.category
    above: Competency | None = entry
    while above is not None:
        yield above.code
        above = catalogue.competency(above.parent) if above.parent else None
