"""Moments as people read them: in their own time zone and their locale's writing."""

from __future__ import annotations

import re
from datetime import timedelta

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
