"""Who has earned a certificate, and what it is for; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.module import Module


@dataclass(frozen=True, slots=True)
class Credit:
    """What a certificate is for: minutes of training, and the competencies' codes with what they mean."""

    minutes: int
    competencies: tuple[tuple[str, str], ...]


def can_be_earned(module: Module) -> bool:
    """Whether there is anything to certify: a pre-assessment only recommends where to start, a survey only asks."""
    is_taught = module.kind == "module" and bool(module.competencies)
    return is_taught or (module.kind == "certificate" and module.quiz is not None)


def is_complete(module: Module, done: Collection[str], *, passed: bool) -> bool:
    """Whether the lessons done and a passed quiz earn this module's certificate; without a quiz, lessons suffice."""
    has_lessons = all(lesson.id in done for lesson in module.lessons)
    has_passed = passed or module.quiz is None
    return can_be_earned(module) and has_lessons and has_passed


def credited_modules(module: Module, catalogue: Catalogue) -> list[Module]:
    """The modules whose minutes and competencies a certificate names: its own, and those whose banks its quiz asks."""
    banks = [bank for bank in module.quiz.banks if bank != module.id] if module.quiz else []
    return [module, *filter(None, map(catalogue.module, banks))]


def credit_for(module: Module, catalogue: Catalogue) -> Credit:
    """The minutes and competencies of a module; a certificate's are those of the modules it draws from as well."""
    parts = credited_modules(module, catalogue)
    codes = dict.fromkeys(code for part in parts for code in part.competencies)
    found = ((code, catalogue.competency(code)) for code in sorted(codes))
    return Credit(
        minutes=sum(part.minutes for part in parts),
        competencies=tuple((code, competency.statement) for code, competency in found if competency),
    )
