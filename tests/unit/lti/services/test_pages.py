"""A list page by page: read to its end, or with a gap that says why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.errors import ToolError
from lti_tool.lti.services import pages
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.http import AddressNotAllowed, PlatformUnreachable
from lti_tool.lti.services.pages import (
    BrokeOff,
    ContinuesElsewhere,
    GoesRound,
    OddPage,
    PagedList,
    TooLong,
    is_passing,
    rows_of_array,
)
from lti_tool.lti.services.refusals import PlatformRefused, Refusal
from lti_tool.templating import words_of

FIRST = "https://lms.example/list"
Page = tuple[object, str | None]


class Platform:
    """Answers pages by URL: a body and the next URL, or an error that is raised; counts its calls."""

    registration_id = 7

    def __init__(self, answers: dict[str, Page | ToolError], trusted: Sequence[str] = ()) -> None:
        self.answers, self.trusted, self.calls = answers, trusted, 0

    def make_service_request(self, scopes: list[str], url: str, accept: str) -> dict[str, Any]:
        self.calls += 1
        answer = self.answers[url]
        if isinstance(answer, ToolError):
            raise answer
        return {"body": answer[0], "next_page_url": answer[1]}

    def may_have_token(self, url: str) -> bool:
        return url.startswith(tuple(self.trusted))


def a_list(platform: Platform, most_pages: int = 100) -> PagedList:
    return PagedList(cast(PlatformConnector, platform), ["scope"], FIRST, "json", rows_of_array, most_pages)


def chain(count: int, size: int = 10) -> dict[str, Page | ToolError]:
    urls = [FIRST, *(f"{FIRST}?page={at}" for at in range(2, count + 1))]
    return {
        url: ([f"{at}.{row}" for row in range(size)], following)
        for at, (url, following) in enumerate(zip(urls, [*urls[1:], None], strict=True))
    }


@given(st.integers(1, 30), st.integers(0, 5), st.integers(1, 40))
def test_a_list_is_whole_exactly_when_its_last_page_was_read(count: int, size: int, most_pages: int) -> None:
    platform = Platform(chain(count, size))
    listed = a_list(platform, most_pages)

    rows = [*listed]

    assert (listed.gap is None) == (count <= most_pages)
    assert len(rows) == size * min(count, most_pages)
    assert platform.calls == min(count, most_pages)


def test_beyond_the_last_page_that_is_read_there_may_be_more() -> None:
    listed = a_list(Platform(chain(101)))

    assert len([*listed]) == 1_000
    assert isinstance(listed.gap, TooLong)
    assert "after 100 pages (1000 entries)" in words_of(listed.gap.reason)


def test_rows_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_ROWS", 20)
    listed = a_list(Platform(chain(3)))

    assert len([*listed]) == 20
    assert isinstance(listed.gap, TooLong)


def test_whoever_has_seen_enough_asks_for_no_more() -> None:
    platform = Platform(chain(50))

    assert "1.3" in a_list(platform)
    assert platform.calls == 2


@pytest.mark.parametrize(
    ("following", "host"),
    [
        ("https://main.example/list?page=2", "main.example"),
        ("https://main.example:8443/list", "main.example:8443"),
        ("http://lms.example/list?page=2", "http://lms.example"),
        ("https://lms.example:8443/list", "lms.example:8443"),
        ("https://lms.example@evil.example/", "?"),
        ("ftp://lms.example/list", "?"),
    ],
)
def test_elsewhere_no_token_is_sent_and_it_is_said_which_host_to_add(following: str, host: str) -> None:
    platform = Platform({FIRST: (["a"], following)})
    listed = a_list(platform)

    assert [*listed] == ["a"]
    assert platform.calls == 1
    assert isinstance(listed.gap, ContinuesElsewhere)
    assert listed.gap.params == {"host": host, "registration": 7}
    assert f"lti-tool registrations hosts 7 --service-host {host}" in words_of(listed.gap.reason)


@pytest.mark.parametrize("following", ["https://LMS.example/b", "https://lms.example:443/b", "https://main.example/b"])
def test_its_own_origin_and_those_that_may_have_the_token_are_followed(following: str) -> None:
    listed = a_list(Platform({FIRST: (["a"], following), following: (["b"], None)}, ["https://main.example/"]))

    assert [*listed] == ["a", "b"]
    assert listed.gap is None


def test_from_elsewhere_the_way_back_is_open() -> None:
    there, back = "https://main.example/b", f"{FIRST}?page=3"
    answers: dict[str, Page | ToolError] = {FIRST: (["a"], there), there: (["b"], back), back: (["c"], None)}

    assert [*a_list(Platform(answers, ["https://main.example/"]))] == ["a", "b", "c"]


@pytest.mark.parametrize("back_to", [FIRST, f"{FIRST}?page=2"])
def test_a_list_that_goes_round_has_no_end(back_to: str) -> None:
    listed = a_list(Platform({FIRST: (["a"], f"{FIRST}?page=2"), f"{FIRST}?page=2": (["b"], back_to)}))

    assert [*listed] == ["a", "b"]
    assert isinstance(listed.gap, GoesRound)


@pytest.mark.parametrize(
    ("trouble", "passes"),
    [
        (PlatformUnreachable(), True),
        (PlatformRefused(Refusal(503)), True),
        (PlatformRefused(Refusal(403, "Not yours")), False),
        (AddressNotAllowed(), False),
        (({"no": "list"}, None), False),
    ],
)
def test_a_page_that_fails_in_the_middle_ends_the_list_and_what_was_read_is_kept(
    trouble: ToolError | Page, passes: bool
) -> None:
    listed = a_list(Platform({FIRST: (["a"], f"{FIRST}?page=2"), f"{FIRST}?page=2": trouble}))

    assert [*listed] == ["a"]
    assert isinstance(listed.gap, BrokeOff)
    assert is_passing(listed.gap) is passes
    assert words_of(listed.gap.reason).startswith("Page 2 of the learning platform's list could not be read: The ")


@pytest.mark.parametrize("trouble", [PlatformUnreachable(), PlatformRefused(Refusal(403)), (None, None), ("", None)])
def test_the_first_pages_troubles_are_raised(trouble: ToolError | Page) -> None:
    with pytest.raises(type(trouble) if isinstance(trouble, ToolError) else OddPage):
        list(a_list(Platform({FIRST: trouble})))
