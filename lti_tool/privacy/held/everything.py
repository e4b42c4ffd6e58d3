"""The whole map; a test reads it against the models."""

from __future__ import annotations

from collections.abc import Iterator

from lti_tool.privacy.held.courses import COURSES
from lti_tool.privacy.held.learning import LEARNING
from lti_tool.privacy.held.log import LOG
from lti_tool.privacy.held.platforms import PLATFORMS
from lti_tool.privacy.held.requests import REQUESTS
from lti_tool.privacy.held.scores import SCORES
from lti_tool.privacy.held.transfer import TRANSFER
from lti_tool.privacy.holding import Holding, TableMap, all_of

TABLES: dict[str, TableMap] = all_of(PLATFORMS, LEARNING, TRANSFER, SCORES, COURSES, REQUESTS, LOG)


def holdings() -> Iterator[tuple[TableMap, Holding]]:
    """Every way in which rows concern a person, with their table."""
    for each in TABLES.values():
        for holding in each.holdings:
            yield each, holding
