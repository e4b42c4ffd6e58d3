"""From the picker's form to the content items that the platform gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from lti_tool.content.catalogue import Catalogue
from lti_tool.content.schema.module import Module
from lti_tool.errors import N_, ToolError
from lti_tool.grades.columns import LINEITEM_TAG
from lti_tool.lti.claims import DeepLinkingSettings
from lti_tool.lti.deep_linking import MAXIMUM_SCORE, ContentItem, LineItemOffer
from lti_tool.placements.service import CUSTOM_MODULE, CUSTOM_SCORE_MAXIMUM, DEFAULT_SCORE_MAXIMUM

LTI_LINK = "ltiResourceLink"


class PickRefused(ToolError):
    """A choice that cannot be sent; the page shows the sentence and keeps what was chosen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The modules to add, in catalogue order, and the gradebook maximum; no module means cancelled."""

    modules: Sequence[Module]
    score_maximum: int


def read_choice(form: MultiDict[str, str], catalogue: Catalogue, settings: DeepLinkingSettings) -> Choice:
    """Read the form; raises PickRefused in words."""
    if form.get("cancel"):
        return Choice((), DEFAULT_SCORE_MAXIMUM)
    if LTI_LINK not in settings.accept_types:
        raise PickRefused(
            N_("Your LMS does not accept links of this kind here. Add the content as an LTI link instead.")
        )
    wanted = set(form.getlist("module"))
    modules = [module for module in catalogue.modules if module.id in wanted]
    if not wanted:
        raise PickRefused(N_("Choose at least one module, or press Cancel."))
    if len(modules) < len(wanted):
        raise PickRefused(N_("One of the modules is no longer in the catalogue. Choose again."))
    if len(modules) > 1 and not settings.accept_multiple:
        raise PickRefused(N_("Your LMS takes one module at a time here. Choose one."))
    maximum = _read_maximum(form.get("score_maximum")) if settings.accepts_line_items else DEFAULT_SCORE_MAXIMUM
    return Choice(modules, maximum)


def content_items(choice: Choice, launch_url: str, settings: DeepLinkingSettings) -> list[ContentItem]:
    """Write the choice as content items; what is never graded gets no gradebook column."""
    return [
        ContentItem(
            title=module.title,
            text=module.summary,
            url=launch_url,
            custom={CUSTOM_MODULE: module.id, CUSTOM_SCORE_MAXIMUM: str(choice.score_maximum)},
            line_item=_line_item(module, choice.score_maximum) if settings.accepts_line_items else None,
        )
        for module in choice.modules
    ]


def _line_item(module: Module, score_maximum: int) -> LineItemOffer | None:
    if module.quiz is None or module.kind == "preassessment":
        return None
    return LineItemOffer(label=module.title, score_maximum=score_maximum, resource_id=module.id, tag=LINEITEM_TAG)


def _read_maximum(text: str | None) -> int:
    value = (text or "").strip() or str(DEFAULT_SCORE_MAXIMUM)
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MAXIMUM_SCORE):
        raise PickRefused(N_("Points must be a whole number from 1 to %(maximum)s."), params={"maximum": MAXIMUM_SCORE})
    return int(value)
