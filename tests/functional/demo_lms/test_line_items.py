"""The line item service."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from lti_tool.demo_lms import Platform
from lti_tool.demo_lms.vocabulary import LINEITEM_CONTAINER_TYPE, LINEITEM_TYPE, SCOPE_LINEITEM

from .little_tool import LittleTool

ITEMS = "/courses/front-desk/lineitems?type_id=1"
FULL = {
    "label": "Hard conversations",
    "scoreMaximum": 40,
    "resourceId": "quiz-2",
    "tag": "quiz",
    "resourceLinkId": "yes-and",
    "startDateTime": "2026-11-01T08:00:00Z",
    "endDateTime": "2026-12-01T08:00:00+01:00",
    "gradesReleased": True,
}


class LineItems:
    """Calls the line item service with the right headers."""

    def __init__(self, lms: FlaskClient, tool: LittleTool) -> None:
        self.lms = lms
        self.headers = tool.bearer(lms, SCOPE_LINEITEM)

    def fetch(self, url: str = ITEMS) -> Any:
        return self.lms.get(url, headers=self.headers | {"Accept": LINEITEM_CONTAINER_TYPE})

    def read(self, url: str) -> Any:
        return self.lms.get(url, headers=self.headers | {"Accept": LINEITEM_TYPE})

    def create(self, **body: Any) -> Any:
        return self.lms.post(ITEMS, headers=self.headers | {"Content-Type": LINEITEM_TYPE}, json=body)

    def update(self, url: str, **body: Any) -> Any:
        return self.lms.put(url, headers=self.headers | {"Content-Type": LINEITEM_TYPE}, json=body)

    def labels(self, query: str) -> list[str]:
        return [item["label"] for item in self.fetch(ITEMS + query).get_json()]


@pytest.fixture
def line_items(lms: FlaskClient, tool: LittleTool) -> LineItems:
    return LineItems(lms, tool)


def test_a_line_item_is_created_read_changed_and_deleted(line_items: LineItems) -> None:
    created = line_items.create(**FULL)
    url = created.get_json()["id"]
    assert (created.status_code, created.mimetype) == (201, LINEITEM_TYPE)
    assert created.get_json() == {**FULL, "id": url}
    assert url.endswith("/lineitem?type_id=1")

    changed = line_items.update(url, label="Renamed", scoreMaximum=10)
    assert changed.get_json() == {
        "id": url,
        "label": "Renamed",
        "scoreMaximum": 10,
        "resourceLinkId": "yes-and",
    }
    assert line_items.read(url).get_json() == changed.get_json()

    assert line_items.lms.delete(url, headers=line_items.headers).status_code == 204
    assert line_items.read(url).status_code == 404


def test_deleting_a_line_item_deletes_its_grades(line_items: LineItems, platform: Platform) -> None:
    item = platform.gradebook.for_link("yes-and")
    assert item is not None

    line_items.lms.delete(platform.line_item_url(item), headers=line_items.headers)

    assert platform.gradebook.results(item.id) == []
    assert platform.grade("lars", "yes-and") is None


def test_line_items_are_filtered(line_items: LineItems) -> None:
    line_items.create(label="A", scoreMaximum=1, resourceId="r1", tag="t1")
    line_items.create(label="B", scoreMaximum=1, resourceId="r1", tag="t2")

    assert line_items.labels("") == ["Yes, and!", "A", "B"]
    assert line_items.labels("&resource_id=r1") == ["A", "B"]
    assert line_items.labels("&resource_id=r1&tag=t2") == ["B"]
    assert line_items.labels("&resource_link_id=yes-and") == ["Yes, and!"]
    assert line_items.labels("&tag=other") == []


def test_long_lists_come_in_pages_that_keep_filters_and_query(line_items: LineItems) -> None:
    for label in "ABCDE":
        line_items.create(label=label, scoreMaximum=1, tag="many")

    url, pages = f"{ITEMS}&tag=many&limit=2", []
    while url:
        answer = line_items.fetch(url)
        pages.append([item["label"] for item in answer.get_json()])
        url = answer.headers.get("Link", "").removesuffix('>; rel="next"').removeprefix("<")

    assert pages == [["A", "B"], ["C", "D"], ["E"]]


@pytest.mark.parametrize("query", ["&limit=0", "&limit=x", "&limit=-1", "&limit=²", "&page=0", "&limit=99999999999"])
def test_a_bad_limit_is_refused(line_items: LineItems, query: str) -> None:
    assert line_items.fetch(ITEMS + query).status_code == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", ""),
        ("label", 7),
        ("label", "\ud800"),
        ("label", "x" * 256),
        ("scoreMaximum", 0),
        ("scoreMaximum", -1),
        ("scoreMaximum", "10"),
        ("scoreMaximum", True),
        ("scoreMaximum", None),
        ("resourceId", 7),
        ("tag", ["quiz"]),
        ("resourceLinkId", "no-such-link"),
        ("startDateTime", "tomorrow"),
        ("endDateTime", "2026-12-01T08:00:00"),
        ("gradesReleased", "yes"),
    ],
)
def test_a_wrong_field_is_refused_by_name(line_items: LineItems, field: str, value: Any) -> None:
    answer = line_items.create(**{**FULL, field: value})

    assert answer.status_code == 400
    assert field in answer.get_json()["reason"]


def test_a_link_of_another_course_cannot_have_a_line_item_here(line_items: LineItems, platform: Platform) -> None:
    elsewhere = platform.add_link("onboarding", "Elsewhere")

    assert line_items.create(**{**FULL, "resourceLinkId": elsewhere.id}).status_code == 400


def test_a_link_with_two_line_items_names_none_at_launch(line_items: LineItems, platform: Platform) -> None:
    line_items.create(label="Second", scoreMaximum=5, resourceLinkId="yes-and")

    assert platform.gradebook.for_link("yes-and") is None
