"""Whether a quiz can be drawn as its blueprint says: each stratum of each section from a bank that is large enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lti_tool.content.model.items.item import Item
from lti_tool.content.model.module import ModuleFile
from lti_tool.content.model.quiz import ANY_LEVEL, LEVELS, QuizPlan, SectionPlan, Stratum
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.problem import Problem

Covers = Mapping[str, tuple[str, ...]]


def blueprint_problems(module: ModuleInFolder, modules: Sequence[ModuleInFolder], covers: Covers) -> Iterator[Problem]:
    """Yield an error for each stratum that cannot be filled, and for sections that share items."""
    if module.plan is None or module.plan.quiz is None:
        return
    quiz = module.plan.quiz
    yield from _unknown_banks(module, quiz, modules)
    yield from _overlaps(module, quiz, covers)
    items = bank_of(module, modules)
    if items is None:
        return
    for index, section in enumerate(quiz.sections):
        for stratum, count in stratum_sizes(section, items, covers):
            if count < stratum.draw:
                path = ("quiz", "sections", index)
                message = drawn_words(stratum, count)
                yield module.error(path, f"section {section.competency}", message, "write more items, or draw fewer")


def bank_of(module: ModuleInFolder, modules: Sequence[ModuleInFolder]) -> tuple[Item, ...] | None:
    """Return the items that a module's quiz draws from; None when one of its banks cannot be read."""
    plan = module.plan
    banks = _banks_named(plan, modules) if plan and plan.kind == "certificate" else [module]
    if any(bank.items is None for bank in banks):
        return None
    return tuple(item for bank in banks for item in bank.bank)


def _banks_named(plan: ModuleFile, modules: Sequence[ModuleInFolder]) -> list[ModuleInFolder]:
    by_id = {found.plan.id: found for found in modules if found.plan}
    return [by_id[name] for name in (plan.quiz.banks if plan.quiz else ()) if name in by_id]


def stratum_sizes(section: SectionPlan, items: Sequence[Item], covers: Covers) -> Iterator[tuple[Stratum, int]]:
    """Yield each stratum of a section with the number of items it can draw from."""
    codes = codes_of(section, covers)
    for stratum in section.strata:
        yield stratum, sum(item.competency in codes and item.bloom in stratum.levels for item in items)


def codes_of(section: SectionPlan, covers: Covers) -> tuple[str, ...]:
    """Return the competencies whose items a section draws."""
    return covers.get(section.competency, (section.competency,))


def drawn_words(stratum: Stratum, count: int) -> str:
    """Say in words what a stratum draws from how many."""
    level = level_name(stratum)
    return f"{stratum.draw} {level}items are drawn but the bank has {count}"


def level_name(stratum: Stratum) -> str:
    """Return the level's name and a space; nothing for a stratum of all levels."""
    if stratum.levels == ANY_LEVEL:
        return ""
    return next(name for name, levels in LEVELS.items() if levels == stratum.levels) + " "


def _unknown_banks(module: ModuleInFolder, quiz: QuizPlan, modules: Sequence[ModuleInFolder]) -> Iterator[Problem]:
    drawable = {found.plan.id for found in modules if found.plan and _can_be_drawn_from(found.plan)}
    unreadable = {found.folder.rpartition("/")[2] for found in modules if found.plan is None}
    seen: set[str] = set()
    for index, name in enumerate(quiz.banks):
        path = ("quiz", "banks", index)
        if name in seen:
            yield module.error(path, "", f"the bank {name} is listed twice", "list it once")
        elif name not in drawable | unreadable:
            yield module.error(
                path, "", f"there is no module {name} with items", "mend the id, or take it off the list"
            )
        seen.add(name)


def _can_be_drawn_from(plan: ModuleFile) -> bool:
    return plan.kind == "module" and plan.quiz is not None


def _overlaps(module: ModuleInFolder, quiz: QuizPlan, covers: Covers) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for index, section in enumerate(quiz.sections):
        shared = [code for code in codes_of(section, covers) if code in owners]
        if shared:
            message = f"draws the same items as section {owners[shared[0]]} ({shared[0]})"
            path = ("quiz", "sections", index)
            yield module.error(path, f"section {section.competency}", message, "join them, or name other competencies")
        owners |= {code: section.competency for code in codes_of(section, covers) if code not in owners}
