"""From the picker's sheet to the content items that the platform gets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_wtf import FlaskForm

from lti_tool.content.model.module import Module
from lti_tool.delivery.columns import LINEITEM_TAG
from lti_tool.errors import N_, ToolError
from lti_tool.instructor.picker.sheet import PickRow, PickSheet
from lti_tool.instructor.shared.moments import read_zone
from lti_tool.lti.claims import DeepLinkingSettings
from lti_tool.lti.registering.tool_facts import date_parameters
from lti_tool.lti.services.deep_linking import ContentItem, LineItemOffer
from lti_tool.placements.picking.custom import (
    CUSTOM_GRADED,
    CUSTOM_MODULE,
    CUSTOM_SCORE_MAXIMUM,
    CUSTOM_TITLE,
    NOT_GRADED,
    custom_settings,
)
from lti_tool.placements.settings import QuizSettings

WRONG_KIND = N_("Your LMS does not accept links of this kind here. Add the content as an LTI link instead.")


class PickRefused(ToolError):
    """A choice that cannot be sent; the page shows the sentence and keeps what was chosen and typed."""


@dataclass(frozen=True, slots=True)
class Picked:
    """One module as it is to be placed, with the settings that travel with its link."""

    module: Module
    title: str
    score_maximum: int
    is_graded: bool
    settings: QuizSettings

    @property
    def custom(self) -> dict[str, str]:
        """What our own placement takes up at the link's first launch; the title only where it is not the module's."""
        custom = {CUSTOM_MODULE: self.module.id, CUSTOM_SCORE_MAXIMUM: str(self.score_maximum)}
        if self.title != self.module.title:
            custom[CUSTOM_TITLE] = self.title
        if not self.is_graded:
            custom[CUSTOM_GRADED] = NOT_GRADED
        return custom | custom_settings(self.settings)


def picked_rows(sheet: PickSheet, settings: DeepLinkingSettings) -> list[Picked]:
    """The chosen modules, in the order of the course; raises PickRefused in words."""
    chosen = sheet.chosen
    if not settings.accepts_links:
        raise PickRefused(WRONG_KIND)
    if sheet.has_unknown:
        raise PickRefused(N_("One of the modules is no longer in the catalogue. Choose again."))
    if not chosen:
        raise PickRefused(N_("Choose at least one module, or press Cancel."))
    if len(chosen) > 1 and not settings.accept_multiple:
        raise PickRefused(N_("Your LMS takes one module at a time here. Choose one."))
    forms: list[FlaskForm] = [sheet.common, *(row.form for row in chosen)]
    wrong = [form for form in forms if not form.validate()]
    if wrong:
        raise PickRefused(N_("Nothing is added yet: look at the lines marked below."))
    return _as_picked(chosen, sheet)


def _as_picked(chosen: Iterable[PickRow], sheet: PickSheet) -> list[Picked]:
    zone = read_zone(sheet.common.time_zone.data)
    return [
        Picked(
            module=row.module,
            title=row.form.title.data or row.title,
            score_maximum=row.form.score_maximum.data or sheet.common.maximum,
            is_graded=not row.form.not_graded.data,
            settings=QuizSettings(**row.form.values(zone)),
        )
        for row in chosen
    ]


def content_items(
    picked: Sequence[Picked], launch_url: str, settings: DeepLinkingSettings, issuer: str
) -> list[ContentItem]:
    """Write the choice as content items that bring their dates; what is never graded gets no gradebook column."""
    return [
        ContentItem(
            title=each.title,
            text=each.module.summary,
            url=launch_url,
            custom=each.custom | date_parameters(issuer),
            line_item=_line_item(each) if settings.accepts_line_items else None,
            opens_at=each.settings.opens_at,
            due_at=each.settings.due_at,
            closes_at=each.settings.closes_at,
            in_window=settings.accepts_windows_only,
        )
        for each in picked
    ]


def can_be_graded(module: Module) -> bool:
    """Whether a module ever has a grade: a pre-assessment only recommends; a refresher is graded by taking part."""
    return module.kind == "refresher" or (module.quiz is not None and module.kind != "preassessment")


def _line_item(picked: Picked) -> LineItemOffer | None:
    if not (picked.is_graded and can_be_graded(picked.module)):
        return None
    return LineItemOffer(
        label=picked.title, score_maximum=picked.score_maximum, resource_id=picked.module.id, tag=LINEITEM_TAG
    )
