"""Every column that an export shows has words, and no words are left over."""

from __future__ import annotations

from lti_tool.privacy.export.archive import ATTEMPTS, PART_OF_ATTEMPTS
from lti_tool.privacy.export.labels import LABELS
from lti_tool.privacy.export.tables import shown_columns
from lti_tool.privacy.held.everything import holdings
from lti_tool.privacy.held.log import LOG
from lti_tool.privacy.holding import Kind


def test_every_column_that_is_shown_has_words() -> None:
    shown = {
        name
        for table, holding in holdings()
        if holding.name not in {ATTEMPTS, *PART_OF_ATTEMPTS} and holding.kind is not Kind.STATISTIC
        for name in (shown_columns(table, holding) if table not in LOG else ())
    }

    assert shown == set(LABELS)
