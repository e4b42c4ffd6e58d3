"""The form for sharing a link or an idea: what was typed, and what is wrong with it, field by field."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from lti_tool.community.contributing import IDEA, LICENCE_WORDS, LINK, Offer
from lti_tool.text.plain_text import clean_line, clean_text
from lti_tool.text.web_address import host_of

LONGEST = {"title": 200, "url": 1_000, "background": 2_000, "credit": 100}


@dataclass(frozen=True, slots=True)
class ContributionForm:
    """An offer as it was typed; `problems` has a sentence for each field that must be fixed."""

    offer: Offer
    wants_credit: bool = False
    problems: dict[str, str] = field(default_factory=dict)


def empty_form(kind: str = LINK) -> ContributionForm:
    """A form that nothing was typed in."""
    return ContributionForm(Offer(kind, "", "", "", "", "course"))


def read_form(form: MultiDict[str, str]) -> ContributionForm:
    """What was typed, looked through."""
    wants_credit = bool(form.get("wants_credit"))
    kind = form.get("kind", "")
    offer = Offer(
        kind=kind if kind in (LINK, IDEA) else LINK,
        title=clean_line(form.get("title", "")),
        url=clean_text(form.get("url", "")),
        background=clean_text(form.get("background", "")),
        credit=clean_line(form.get("credit", "")) if wants_credit else "",
        licence=form.get("licence", "") if form.get("licence") in LICENCE_WORDS else "course",
    )
    return ContributionForm(offer, wants_credit, _problems(offer, wants_credit))


def _problems(offer: Offer, wants_credit: bool) -> dict[str, str]:
    found = {
        name: _("Keep this to %(most)s characters.", most=most)
        for name, most in LONGEST.items()
        if len(getattr(offer, name)) > most
    }
    if not offer.title:
        found["title"] = _("Give it a title.")
    if not offer.background:
        found["background"] = _("Say in a sentence or two where it comes from and how it helps.")
    if problem := _problem_of_url(offer):
        found["url"] = problem
    if wants_credit and not offer.credit:
        found["credit"] = _("Write the name to show, or take the tick away.")
    return found


def _problem_of_url(offer: Offer) -> str:
    if offer.kind == LINK and not offer.url:
        return _("Paste the address of the page.")
    if offer.url and not is_public_address(offer.url):
        return _("Write a full address that starts with https:// or http://, without a name or password in it.")
    return ""


def is_public_address(address: str) -> bool:
    """Whether this is the address of a page that others could reach, too: its host has a dot."""
    return "." in host_of(address).strip(".")
