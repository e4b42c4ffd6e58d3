"""The answer to a deep linking request, signed, in a form that carries it to the platform."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext

from lti_tool.instructor.picker.content_items import WRONG_KIND
from lti_tool.lti.extension import lti
from lti_tool.lti.framing import allow_form_to
from lti_tool.lti.launch.choices import Items
from lti_tool.lti.models import Launch
from lti_tool.lti.services.deep_linking import DeepLinkResponse, settings_of
from lti_tool.templating import translate


def answer_page(launch: Launch, items: Items) -> str:
    """The page that takes content items, or none, to the platform; the caller ends the launch."""
    settings = settings_of(launch)
    words = {"message": _added(items)} if items else {"error": "" if settings.accepts_links else translate(WRONG_KIND)}
    response = DeepLinkResponse(launch, lti().signing_keys, **words)
    allow_form_to(settings.deep_link_return_url)
    return render_template(
        "instructor/picker/return_form.html", action=settings.deep_link_return_url, jwt=response.signed(items)
    )


def _added(items: Items) -> str:
    """What the LMS may tell the instructor of the choice."""
    return gettext("Added: %(titles)s.", titles=" · ".join(item["title"] for item in items))
