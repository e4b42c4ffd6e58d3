"""Moments as people read them: in their own time zone and their locale's writing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.placements.models import Placement
from tests.browser.desks import Desks
from tests.browser.stories import open_in_tab
from tests.conftest import World


def test_a_time_at_the_end_of_a_sentence_has_one_full_stop(world: World, desks: Desks, session: Session) -> None:
    page = open_in_tab(desks.fresh(locale="es-MX").new_page(), world, "ximena")
    placement = session.scalars(select(Placement)).one()
    placement.quiz_settings = {"closes_at": (utcnow() + timedelta(days=2)).isoformat()}
    session.commit()

    page.reload()

    closes = page.get_by_text("Cierra el")
    expect(closes).to_contain_text(re.compile(r"[ap]\.\s?m\."))
    expect(closes).not_to_contain_text("..")


@pytest.mark.parametrize("is_known", [True, False], ids=["zone known", "zone not known yet"])
def test_the_second_of_two_equal_hours_survives_the_form(
    world: World, desks: Desks, session: Session, *, is_known: bool
) -> None:
    desk = desks.fresh(timezone_id="Europe/Madrid")
    page = open_in_tab(desk.new_page(), world, "rosa")
    placement = session.scalars(select(Placement)).one()
    placement.quiz_settings = {"due_at": "2026-10-25T01:30:00Z"}
    session.commit()
    assert [each["value"] for each in desk.cookies() if each["name"] == "lti_tool_zone"] == ["Europe/Madrid"]
    expect(page.get_by_text("Times are in this time zone: Europe/Madrid.")).to_be_visible()
    if not is_known:
        desk.clear_cookies(name="lti_tool_zone")

    page.get_by_role("link", name="Settings of this link").first.click()

    due = page.locator("input[name=due_at][data-moment]")
    expect(due).to_have_value("2026-10-25T02:30")
    page.get_by_role("button", name="Save settings").click()
    expect(page).to_have_url(re.compile("saved=1"))
    session.expire_all()
    due_at = placement.settings.due_at
    session.rollback()
    assert due_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
