"""The whole course as the content items that choosing everything in the picker would send."""

from __future__ import annotations

from lti_tool.content.model.catalogue import Catalogue
from lti_tool.instructor.picker.content_items import Picked, content_items
from lti_tool.lti.claims import DeepLinkingSettings
from lti_tool.placements.picking.custom import DEFAULT_SCORE_MAXIMUM
from lti_tool.placements.settings import QuizSettings

_TAKES_ALL = DeepLinkingSettings(deep_link_return_url="the demo places them itself", accept_types=["ltiResourceLink"])


def whole_course(catalogue: Catalogue, launch_url: str) -> list[dict[str, object]]:
    """Every module, in the order of the catalogue, with its summary."""
    picked = [Picked(each, each.title, DEFAULT_SCORE_MAXIMUM, True, QuizSettings()) for each in catalogue.modules]
    return [item.to_dict() for item in content_items(picked, launch_url, _TAKES_ALL, issuer="")]
