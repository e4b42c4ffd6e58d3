"""Everything on the picker's page: the filter, the modules in the order of the course, what is chosen and typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.module import Module
from lti_tool.content.model.wording.languages import SOURCE_LANGUAGE
from lti_tool.instructor.picker.filter import PickFacts, PickFilter, facts_of, read_filter
from lti_tool.instructor.picker.form import CommonForm, ModuleForm, Typed, common_form, one_line, pick_form
from lti_tool.instructor.picker.inside import PickHit, look_inside


@dataclass(frozen=True, slots=True)
class PickRow:
    """A module on the page: `shown` is it in the page's language, `untranslated` the ids that stay English there."""

    module: Module
    shown: Module
    untranslated: Collection[str]
    facts: PickFacts
    form: ModuleForm
    is_chosen: bool
    is_found: bool
    hit: PickHit | None = None

    @property
    def is_of_course(self) -> bool:
        """Whether it is part of the whole course: a refresher comes after it."""
        return self.module.kind != "refresher"

    @property
    def title(self) -> str:
        """What the link is called unless somebody says otherwise."""
        return one_line(self.shown.title)

    def language_of(self, part_id: str, language: str) -> str:
        """The language that the module's head, or one of its lessons, is written in."""
        return SOURCE_LANGUAGE if part_id in self.untranslated else language


@dataclass(frozen=True, slots=True)
class PickSheet:
    """One state of the page, whether fresh, looked through or sent."""

    filter: PickFilter
    rows: tuple[PickRow, ...]
    common: CommonForm
    has_unknown: bool

    @property
    def chosen(self) -> list[PickRow]:
        """The chosen modules, in the order of the course whatever the order of choosing."""
        return [row for row in self.rows if row.is_chosen]

    @property
    def found(self) -> int:
        """How many modules are what the filter looks for."""
        return sum(row.is_found for row in self.rows)

    @property
    def minutes(self) -> int:
        """How long the whole course takes."""
        return sum(row.module.minutes for row in self.rows if row.is_of_course)

    @property
    def course_links(self) -> int:
        """How many links the whole course is."""
        return sum(row.is_of_course for row in self.rows)


def read_sheet(
    typed: Typed, catalogue: Catalogue, language: str, *, whole: bool = False, unfiltered: bool = False
) -> PickSheet:
    """Read what a page sent, or the query of an address; `whole` chooses every module."""
    wanted = PickFilter() if unfiltered else read_filter(typed)
    known = {module.id for module in catalogue.placeable}
    chosen = {module.id for module in catalogue.modules} if whole else set(typed.getlist("module"))
    rows = tuple(_row(module, catalogue, language, typed, chosen, wanted) for module in catalogue.placeable)
    if wanted.words and not any(row.facts.fit(PickFilter(words=wanted.words)) for row in rows):
        rows = tuple(_with_inside(rows, wanted, look_inside(catalogue, language, wanted.words)))
    return PickSheet(wanted, rows, common_form(typed), bool(chosen - known))


def _row(
    module: Module, catalogue: Catalogue, language: str, typed: Typed, chosen: Collection[str], wanted: PickFilter
) -> PickRow:
    localised = catalogue.localised(module.id, language)
    facts = facts_of(module, catalogue, localised.module)
    form = pick_form(typed, module, one_line(localised.module.title))
    is_chosen = module.id in chosen
    return PickRow(module, localised.module, localised.fallen_back, facts, form, is_chosen, facts.fit(wanted))


def _with_inside(rows: Iterable[PickRow], wanted: PickFilter, hits: Mapping[str, PickHit]) -> Iterator[PickRow]:
    """Where no module is called what was typed, those that have it in their lessons."""
    for row in rows:
        hit = hits.get(row.module.id)
        yield replace(row, hit=hit, is_found=hit is not None and row.facts.fit(replace(wanted, words="")))
