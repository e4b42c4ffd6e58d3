"""docs/privacy.md tells of every table that holds something of people, as the map and the operators' page do."""

from __future__ import annotations

from lti_tool.privacy.held.everything import TABLES
from lti_tool.privacy.held.purposes import PURPOSES
from tests.support import privacy_page


def test_every_table_that_holds_people_has_a_purpose_and_no_other() -> None:
    assert sorted(PURPOSES) == sorted(name for name, table in TABLES.items() if privacy_page.holds_people(table))


def test_the_page_says_what_the_map_says() -> None:
    assert privacy_page.current() == privacy_page.tables(), "`make privacy` writes it anew"
