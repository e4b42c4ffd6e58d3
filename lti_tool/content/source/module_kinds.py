"""What each kind of module must and must not have: lessons, a quiz, a bank of its own, a pass mark."""

from __future__ import annotations

from collections.abc import Iterator

from lti_tool.content.model.module import ModuleFile
from lti_tool.content.model.quiz import QuizPlan
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.problem import Problem


def kind_problems(module: ModuleInFolder) -> Iterator[Problem]:
    """Yield what does not belong to the module's kind, and what that kind lacks."""
    plan = module.plan
    if plan is None:
        return
    yield from _lessons(module, plan)
    if plan.quiz is not None:
        yield from _pass_points(module, plan, plan.quiz)
        yield from _banks(module, plan, plan.quiz)
    elif plan.kind != "module":
        yield module.error(("kind",), "", f"a {plan.kind} needs a quiz", 'add "quiz"')
    elif module.items:
        yield module.error((), "", "there are items but no quiz", "add quiz to module.yaml, or remove items.yaml")


def _lessons(module: ModuleInFolder, plan: ModuleFile) -> Iterator[Problem]:
    if plan.kind == "module" and not plan.lessons:
        written = module.source is not None and ("lessons",) in module.source.lines
        message, remedy = ('"lessons" is empty', "fill it in") if written else ('"lessons" is missing', 'add "lessons"')
        yield module.error(("lessons",), "", message, remedy)
    if plan.kind != "module" and plan.lessons:
        yield module.error(("lessons",), "", f"a {plan.kind} has no lessons", "remove them, or the kind")


def _pass_points(module: ModuleInFolder, plan: ModuleFile, quiz: QuizPlan) -> Iterator[Problem]:
    graded = plan.kind != "preassessment"
    if graded and quiz.pass_points < 1:
        yield module.error(("quiz",), "", '"pass_points" is missing', 'add "pass_points": 1 or more')
    if graded:
        return
    if quiz.pass_points:
        remedy = "remove pass_points"
        yield module.error(("quiz", "pass_points"), "", "a preassessment cannot be passed or failed", remedy)
    for index, section in enumerate(quiz.sections):
        if section.pass_points:
            path = ("quiz", "sections", index, "pass_points")
            message, remedy = "a preassessment cannot be passed or failed", "remove pass_points"
            yield module.error(path, f"section {section.competency}", message, remedy)


def _banks(module: ModuleInFolder, plan: ModuleFile, quiz: QuizPlan) -> Iterator[Problem]:
    if plan.kind != "certificate":
        yield from _section_banks(module, plan, quiz)
        if quiz.banks:
            remedy = 'remove banks, or write kind: "certificate"'
            yield module.error(("quiz", "banks"), "", "only a certificate draws from a list of banks", remedy)
        return
    if not quiz.banks:
        message, remedy = "a certificate needs banks", "list the modules whose items it draws"
        yield module.error(("quiz",), "", message, remedy)
    if module.items is not None:
        message = "a certificate draws from other modules and has no items of its own"
        yield Problem("error", f"{module.folder}/items.yaml", 1, "", message, "remove the file")


def _section_banks(module: ModuleInFolder, plan: ModuleFile, quiz: QuizPlan) -> Iterator[Problem]:
    """A pre-assessment names the bank of each section, or of none; a module draws from its own."""
    named = [section.bank is not None for section in quiz.sections]
    for index, section in enumerate(quiz.sections):
        where, path = f"section {section.competency}", ("quiz", "sections", index)
        if section.bank is not None and plan.kind != "preassessment":
            remedy = 'remove bank, or write kind: "preassessment"'
            yield module.error((*path, "bank"), where, "only a preassessment draws from other modules", remedy)
        elif any(named) and not named[index]:
            yield module.error(path, where, '"bank" is missing', 'add "bank": the module whose items it draws')
    if any(named) and plan.kind == "preassessment" and module.items is not None:
        message = "its sections draw from other modules, so it has no items of its own"
        yield Problem("error", f"{module.folder}/items.yaml", 1, "", message, "remove the file")
