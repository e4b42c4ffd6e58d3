"""Local time, through the pages: typed, kept, shown again, and written in files and words to copy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lti_tool.lti.models import User
from lti_tool.placements.models import Placement
from tests.support.door import Door
from tests.support.takers import Enter, Taker, set_rules
from tests.support.visitor import Page, fields_of

MADRID = "Europe/Madrid"


@pytest.fixture
def teacher(enter: Enter) -> Taker:
    return enter("rosa")


def live_in(taker: Taker, zone: str) -> None:
    """What the page's script does once."""
    taker.browser.set_cookie("lti_tool_zone", zone, domain=taker.door.url.partition("//")[2].partition(":")[0])


def settings(teacher: Taker) -> Page:
    return teacher.get(f"{teacher.base}/instructor/settings")


def save(teacher: Taker, **fields: object) -> Page:
    return teacher.post(
        f"{teacher.base}/instructor/settings", fields_of(settings(teacher).form("Save settings")) | fields
    )


def due(door: Door, teacher: Taker) -> datetime | None:
    with door.session() as session:
        placement = session.scalars(select(Placement).where(Placement.module_id == teacher.module)).one()
        return placement.settings.due_at


def test_an_hour_that_clocks_skip_is_refused_with_the_next_that_there_is(door: Door, teacher: Taker) -> None:
    page = save(teacher, due_at="2026-03-29T02:30", time_zone=MADRID)

    assert "There is no Mar 29, 2026, 2:30 AM in Europe/Madrid" in page.text
    assert "The next time that there is: Mar 29, 2026, 3:00" in page.text
    assert due(door, teacher) is None


def test_an_hour_that_comes_twice_is_asked_about_kept_as_chosen_and_survives_the_form(
    door: Door, teacher: Taker
) -> None:
    live_in(teacher, MADRID)

    asked = save(teacher, due_at="2036-10-26T02:30", time_zone=MADRID)
    assert "this time comes twice: choose which one you mean" in asked.text
    offered = [each.get_text() for each in asked.soup.select("select[name=due_at] option")]
    assert offered == ["The first time (GMT+02:00)", "The second time (GMT+01:00)"]
    assert due(door, teacher) is None

    save(teacher, due_at=["2036-10-26T02:30", "second"], time_zone=MADRID)
    kept = datetime(2036, 10, 26, 1, 30, tzinfo=UTC)
    assert due(door, teacher) == kept
    form = settings(teacher).form("Save settings")
    assert form.select_one("select[name=due_at] option[selected]")["value"] == "second"  # type: ignore[index]
    assert fields_of(form)["time_zone"] == MADRID
    teacher.post(f"{teacher.base}/instructor/settings", fields_of(form))
    assert due(door, teacher) == kept


def test_moments_are_in_the_readers_zone_on_pages_in_words_and_in_files(
    door: Door, teacher: Taker, enter: Enter
) -> None:
    learner = enter()
    set_rules(door, teacher.module, due_at=datetime(2090, 7, 1, 21, 30, tzinfo=UTC))
    assert "Due Jul 1, 2090, 9:30 PM UTC" in learner.again().text
    assert "Times are in this time zone: UTC." in learner.again().text

    live_in(learner, MADRID)
    live_in(teacher, "America/New_York")

    assert "Due Jul 1, 2090, 11:30 PM" in learner.again().text
    assert "Times are in this time zone: Europe/Madrid." in learner.again().text
    results = teacher.get(f"{teacher.base}/instructor")
    assert "Please finish by Jul 1, 2090, 5:30 PM America/New_York." in results.text
    file = teacher.get(f"{teacher.base}/instructor/results.csv").response.get_data(as_text=True)
    assert "Last visit (America/New_York)" in file


@pytest.mark.both_databases
def test_names_are_sorted_and_found_without_accents_and_cases(door: Door, teacher: Taker, enter: Enter) -> None:
    names = {"Zoë": "1", "Ángel": "2", "Muñoz": "3", "ı̇smail": "4", "Strauß": "5", "ÖZTÜRK": "6", "Bea": "7"}
    for name, sub in names.items():
        enter(sub=f"person-{sub}", name=name, given_name=None, family_name=None)

    def listed(path: str) -> list[str]:
        page = teacher.get(f"{teacher.base}/instructor{path}")
        return [name for name in page.text.split() if name in names]

    ordered = ["Ángel", "Bea", "ı̇smail", "Muñoz", "ÖZTÜRK", "Strauß", "Zoë"]
    assert listed("/results/print") == ordered
    assert listed("/grid/print") == ordered
    for words, found in {"munoz": "Muñoz", "STRAUSS": "Strauß", "ozturk": "ÖZTÜRK", "angel": "Ángel"}.items():
        assert listed(f"/results/print?q={words}") == [found]
        assert listed(f"/grid/print?q={words}") == [found]
    with door.session() as session:
        folded = session.scalars(select(User.name_folded).where(User.name.in_(names)).order_by(User.name_folded)).all()
    assert folded == ["angel", "bea", "ismail", "munoz", "ozturk", "strauss", "zoe"]
