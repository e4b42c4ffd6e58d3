"""Copying one link's settings to others of its course: what it would change at each, and doing it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.change_log.lines import lesson_title, link_titles
from lti_tool.change_log.setting_words import say_changes
from lti_tool.grading.reconfiguring import Touched, placements_of, reconfigure, weigh
from lti_tool.instructor.settings.asking import fresh_cautions, in_words, whole_module
from lti_tool.instructor.shared.meanwhile import fingerprint
from lti_tool.lti.models import Launch
from lti_tool.placements.contradictions import find_contradictions
from lti_tool.placements.models import Placement
from lti_tool.placements.picking.description import Kind
from lti_tool.placements.settings import SETTINGS, QuizSettings


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One link that settings would be copied to; where there are `problems`, it is left as it is."""

    placement: Placement
    title: str
    new: QuizSettings
    changes: str
    problems: Sequence[str]
    cautions: Sequence[str]
    touched: Touched

    @property
    def is_copied(self) -> bool:
        """Whether anything is to be done here."""
        return bool(self.changes) and not self.problems


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """What copying comes to; `seen` is the fingerprint of what it was worked out from."""

    lines: Sequence[CopyLine]
    seen: str

    @property
    def count(self) -> int:
        """How many links would be changed."""
        return sum(each.is_copied for each in self.lines)


def make_plan(
    session: Session, launch: Launch, source: Placement, targets: Iterable[Placement], now: datetime, *, dates: bool
) -> CopyPlan:
    """Hold a link's settings against others; nothing is changed yet."""
    titles = link_titles(session, launch.context_id)
    lines = [_line(session, source, each, titles[str(each.id)], now, dates=dates) for each in targets]
    known = {
        str(each.id): each.settings.model_dump(mode="json") for each in (source, *(line.placement for line in lines))
    }
    return CopyPlan(lines, fingerprint(known | {"source": source.id, "dates": dates}))


def carry_out(session: Session, launch: Launch, plan: CopyPlan, now: datetime) -> int:
    """Copy to the links where nothing is in the way; return how many. The caller commits."""
    for line in plan.lines:
        if line.is_copied:
            reconfigure(session, launch, line.placement, line.new, now)
    return plan.count


def choices(session: Session, launch: Launch) -> list[tuple[Placement, str]]:
    """The links of the course, with what they are called."""
    titles = link_titles(session, launch.context_id)
    return [(each, titles[str(each.id)]) for each in placements_of(session, launch.context_id)]


def copied(source: QuizSettings, target: QuizSettings, *, same_module: bool, dates: bool) -> QuizSettings:
    """The target's settings with the source's in their place. Lessons are of one module, and moments of one link."""
    left: Collection[Kind] = [*([] if same_module else [Kind.LESSONS]), *([] if dates else [Kind.MOMENT])]
    taken = {name: getattr(source, name) for name, each in SETTINGS.items() if each.kind not in left}
    return target.model_copy(update=taken)


def _line(
    session: Session, source: Placement, target: Placement, title: str, now: datetime, *, dates: bool
) -> CopyLine:
    module, before = whole_module(session, target), target.settings
    same_module = source.module_id == target.module_id
    new = copied(source.settings, before, same_module=same_module, dates=dates)
    old, then = before.model_dump(mode="json"), new.model_dump(mode="json")
    changes = {name: [old[name], value] for name, value in then.items() if value != old[name]}
    problems = [in_words(each) for each in find_contradictions(module, new)] if module and changes else []
    is_free = bool(changes) and not problems
    return CopyLine(
        target,
        title,
        new,
        say_changes(changes, lesson_title),
        problems,
        [each.words for each in fresh_cautions(session, target, new, [], now)] if is_free else [],
        weigh(session, target, new) if is_free else Touched(),
    )
