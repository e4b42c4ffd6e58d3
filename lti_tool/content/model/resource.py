"""A resource: what others made that is worth a learner's time, told in our own words and never copied."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from lti_tool.content.model.fields import Id, Minutes, Text, Title, WebAddress, Year
from lti_tool.content.model.record import Breach, Record

ResourceKind = Literal[
    "article", "book", "course", "framework", "guide", "law", "policy", "survey", "toolkit", "webinar"
]


class Resource(Record):
    """One entry of the catalogue of resources; `lessons` are those that it supports.

    Without `url` there is no address that we can vouch for. `checked_on` is the day on which somebody last saw that
    the entry is right, and `note` what a reader must know about it, such as that the original was not found.
    """

    id: Id
    title: Title
    who: Text
    year: Year | None = None
    kind: ResourceKind
    minutes: Minutes | None = None
    good_for: Text
    note: Text | None = None
    url: WebAddress | None = None
    checked_on: date
    lessons: Annotated[tuple[Id, ...], Field(max_length=60)] = ()

    @model_validator(mode="after")
    def _is_encrypted(self) -> Resource:
        if self.url is not None and not self.url.startswith("https://"):
            raise Breach("the address is not encrypted", "write the address that starts with https://, or leave it out")
        return self


class ResourcesFile(Record):
    """content/resources.yaml."""

    resources: Annotated[tuple[Resource, ...], Field(max_length=500)]
