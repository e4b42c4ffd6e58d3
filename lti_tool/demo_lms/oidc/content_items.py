"""What a content item must be for this LMS to place it; as strict as Moodle, but it says so."""

from dataclasses import dataclass
from typing import Any

from lti_tool.demo_lms.settings import MAX_TITLE, DemoSettings
from lti_tool.demo_lms.texts import is_text


class ContentItemRefused(Exception):
    """An item that is not placed; the text says why."""


@dataclass(frozen=True)
class ContentItem:
    """A checked ltiResourceLink; `line_item` holds the fields of its gradebook column."""

    title: str
    url: str
    text: str
    custom: dict[str, str]
    line_item: dict[str, Any] | None


def read_content_item(item: Any, settings: DemoSettings, highest_maximum: int | None = None) -> ContentItem:
    """Check one content item; a column's maximum is whole where it has a highest. Raises ContentItemRefused."""
    if not isinstance(item, dict) or item.get("type") != "ltiResourceLink":
        raise ContentItemRefused("only ltiResourceLink is accepted.")
    title = _text(item, "title")
    if not title.strip():
        raise ContentItemRefused("it has no title.")
    text, column = _text(item, "text", 10_000), _line_item(item, title, highest_maximum)
    return ContentItem(title, _url(item, settings), text, _custom(item), column)


def _url(item: dict[str, Any], settings: DemoSettings) -> str:
    url = _text(item, "url", 2000) or settings.tool_launch_url
    if not f"{url}/".startswith(f"{settings.tool_url}/"):
        raise ContentItemRefused(f"its url is not one of the tool's ({settings.tool_url}/…).")
    return url


def _custom(item: dict[str, Any]) -> dict[str, str]:
    custom = item.get("custom", {})
    if not isinstance(custom, dict) or not all(map(is_text, [*custom, *custom.values()])):
        raise ContentItemRefused("its custom parameters must all be strings.")
    return custom


def _line_item(item: dict[str, Any], title: str, highest: int | None) -> dict[str, Any] | None:
    if "lineItem" not in item:
        return None
    line_item = item["lineItem"]
    if not isinstance(line_item, dict):
        raise ContentItemRefused("its lineItem must be an object.")
    maximum = line_item.get("scoreMaximum")
    if isinstance(maximum, bool) or not isinstance(maximum, int if highest else (int, float)) or maximum <= 0:
        raise ContentItemRefused(f"its scoreMaximum must be a {_allowed(highest)}, not {maximum!r}.")
    if highest and maximum > highest:
        raise ContentItemRefused(f"its scoreMaximum must be a {_allowed(highest)}, not {maximum!r}.")
    return {
        "label": _text(line_item, "label") or title,
        "score_maximum": maximum,
        "resource_id": _text(line_item, "resourceId"),
        "tag": _text(line_item, "tag"),
    }


def _allowed(highest: int | None) -> str:
    return f"whole number from 1 to {highest}" if highest else "number above 0"


def _text(fields: dict[str, Any], name: str, max_length: int = MAX_TITLE) -> str:
    value = fields.get(name, "")
    if not is_text(value):
        raise ContentItemRefused(f"its {name} must be a string.")
    if len(value) > max_length:
        raise ContentItemRefused(f"its {name} is longer than {max_length} characters.")
    return value
