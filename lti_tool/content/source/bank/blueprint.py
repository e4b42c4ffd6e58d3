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
    for index, section in enumerate(quiz.sections):
        items = bank_of(module, modules, section)
        for stratum, count in stratum_sizes(section, items, covers) if items is not None else ():
            if count < stratum.draw:
                path = ("quiz", "sections", index)
                message = drawn_words(stratum, count)
                yield module.error(path, f"section {section.competency}", message, "write more items, or draw fewer")


def bank_of(
    module: ModuleInFolder, modules: Sequence[ModuleInFolder], section: SectionPlan | None = None
) -> tuple[Item, ...] | None:
    """Return the items that a module's quiz, or one section of it, draws from; None when a bank cannot be read."""
    names = _bank_names(module, section)
    by_id = {found.plan.id: found for found in modules if found.plan}
    banks = [by_id[name] for name in names if name in by_id] if names else [module]
    if any(bank.items is None for bank in banks):
        return None
    return tuple(item for bank in banks for item in bank.bank)


def _bank_names(module: ModuleInFolder, section: SectionPlan | None) -> tuple[str, ...]:
    """Whose items are drawn, where they are not the module's own."""
    if section and section.bank:
        return (section.bank,)
    return module.plan.quiz.bank_names if module.plan and module.plan.quiz else ()


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
    known = set(_drawable(modules))
    for index, name in enumerate(quiz.banks):
        listed = ("quiz", "banks", index)
        if name in quiz.banks[:index]:
            yield module.error(listed, "", f"the bank {name} is listed twice", "list it once")
        elif name not in known:
            remedy = "mend the id, or take it off the list"
            yield module.error(listed, "", f"there is no module {name} with items", remedy)
    for index, section in enumerate(quiz.sections):
        if section.bank and section.bank not in known:
            named, where = ("quiz", "sections", index, "bank"), f"section {section.competency}"
            yield module.error(named, where, f"there is no module {section.bank} with items", "mend the id")


def _drawable(modules: Sequence[ModuleInFolder]) -> Iterator[str]:
    """The ids of modules whose items may be drawn; one that could not be read counts as one of them."""
    for found in modules:
        if found.plan is None:
            yield found.folder.rpartition("/")[2]
        elif _can_be_drawn_from(found.plan):
            yield found.plan.id


def _can_be_drawn_from(plan: ModuleFile) -> bool:
    return plan.kind == "module" and plan.quiz is not None


def _overlaps(module: ModuleInFolder, quiz: QuizPlan, covers: Covers) -> Iterator[Problem]:
    owners: dict[tuple[str | None, str], str] = {}
    for index, section in enumerate(quiz.sections):
        drawn = [(section.bank, code) for code in codes_of(section, covers)]
        shared = [each for each in drawn if each in owners]
        if shared:
            message = f"draws the same items as section {owners[shared[0]]} ({shared[0][1]})"
            path = ("quiz", "sections", index)
            yield module.error(path, f"section {section.competency}", message, "join them, or name other competencies")
        owners |= {each: section.competency for each in drawn if each not in owners}
