"""What is kept from one run to the next, and settings that cannot be."""

from pathlib import Path
from typing import Any

import pytest

from lti_tool.demo_lms import DemoSettings, Platform
from lti_tool.demo_lms.state.gradebook import Result
from lti_tool.demo_lms.state.people import LARS
from lti_tool.demo_lms.state.store import DemoDataUnreadable


def run(path: Path) -> Platform:
    return Platform(DemoSettings(data_path=path))


def test_a_second_run_keeps_links_grades_keys_and_events(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "demo.sqlite"
    first = run(path)
    link = first.add_link("front-desk", "Kept", {"module": "m"})
    item = first.gradebook.for_link("yes-and")
    assert item is not None
    first.gradebook.apply(Result(item.id, LARS.sub, "2026-11-23T17:53:48Z", 1, 2, None, "Completed", "FullyGraded"), {})
    first.events.record("score", "A score.", {"Request": {"body": "é"}})
    first.rotate_keys()

    second = run(path)

    assert second.guid == first.guid
    assert second.links == first.links
    assert second.links[link.id].custom == {"module": "m"}
    assert second.grade("lars", "yes-and") == 50
    assert second.keys.jwks() == first.keys.jwks()
    assert second.events.newest_first() == first.events.newest_first()


def test_what_was_deleted_stays_deleted(tmp_path: Path) -> None:
    path = tmp_path / "demo.sqlite"
    first = run(path)
    item = first.gradebook.for_link("yes-and")
    assert item is not None
    first.gradebook.delete(item)
    first.rotate_keys(keep_old=False)

    second = run(path)

    assert second.gradebook.line_items("front-desk") == []
    assert len(second.keys.published) == 1


def test_two_first_runs_are_two_platforms(tmp_path: Path) -> None:
    assert run(tmp_path / "a").guid != run(tmp_path / "b").guid


def test_a_file_that_is_something_else_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, this is no database. " * 50)

    with pytest.raises(DemoDataUnreadable, match=r"letter\.txt"):
        run(path)


@pytest.mark.parametrize(
    "settings", [{"base_url": "127.0.0.1:8001"}, {"tool_url": "ftp://tool"}, {"tool_url": "http://tool/?x=1"}]
)
def test_a_wrong_address_is_refused_by_name(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        DemoSettings(**settings)


def test_a_last_slash_is_dropped() -> None:
    settings = DemoSettings(tool_url="https://tool.example/sub/")

    assert settings.tool_launch_url == "https://tool.example/sub/lti/launch"
    assert settings.tool_origin == "https://tool.example"
