"""How many connections and threads a process may take, and how long it waits: settings, which may not starve a page."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from lti_tool.terms import PREFIX

Seconds = Annotated[int, Field(ge=1, le=600)]
Few = Annotated[int, Field(ge=1, le=1000)]
PREPARED_AFTER = 5
"""Psycopg's own: how often a statement runs on a connection before Postgres keeps its plan."""

AT_ONCE = 2
"""Connections that one page may hold together: its own, and one for what is kept whatever becomes of the page."""

LEAST_IN_BACKGROUND = 5
"""The delivery loop and the two threads of long work may each hold one and want another; one is for all the others."""


class Connections(BaseModel):
    """What `docs/operators.md` adds up for each process; times in seconds."""

    web_threads: Few = 4
    delivery_threads: Annotated[int, Field(ge=1, le=64)] = 8
    database_pooler: Literal["none", "transaction"] = "none"
    pool_size: Few | None = None
    background_pool_size: Annotated[int, Field(ge=LEAST_IN_BACKGROUND, le=1000)] = 6
    pool_timeout_s: Seconds = 10
    connect_timeout_s: Seconds = 5
    statement_timeout_s: Annotated[int, Field(ge=0, le=86_400)] = 30
    prepare_threshold: Annotated[int, Field(ge=0, le=1000)] | None = None

    @model_validator(mode="after")
    def _enough_for_pages(self) -> Self:
        """Else all pages at once could each hold one, and wait for another."""
        if self.pool_size is not None and self.pool_size <= self.web_threads:
            raise ValueError(f"{PREFIX}POOL_SIZE must be more than {PREFIX}WEB_THREADS, which is {self.web_threads}")
        return self

    @property
    def most_connections_of_pages(self) -> int:
        """How many connections the pages of a process may hold at once."""
        return self.pool_size or AT_ONCE * self.web_threads

    @property
    def most_connections(self) -> int:
        """How many connections a web process may hold at once."""
        return self.most_connections_of_pages + self.background_pool_size

    @property
    def most_calls_from_pages(self) -> int:
        """How many pages of a process may wait for platforms at once: half of its threads, so that others go on."""
        return max(1, self.web_threads // 2)

    @property
    def prepares_after(self) -> int | None:
        """How often a statement runs before it is prepared; None is never, as a pooler's connections forget it."""
        if self.prepare_threshold is None:
            return PREPARED_AFTER if self.database_pooler == "none" else None
        return self.prepare_threshold or None
