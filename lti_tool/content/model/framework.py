"""A competency framework: CASE's names in the file (1EdTech CASE 1.0 §4), ours in the program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from lti_tool.content.model.fields import CompetencyCode, Text, Title, WebAddress
from lti_tool.content.model.record import Record

COMPETENCY = "Competency"
BEHAVIOUR = "Behaviour"


class Competency(Record):
    """What staff can do; `category` is the code at the top of its branch, `parent` the one just above.

    `kind` is CASE's CFItemType: a category, a competency (a statement), or a behaviour that one can see.
    """

    code: CompetencyCode
    kind: Text = COMPETENCY
    statement: Text
    category: CompetencyCode
    parent: CompetencyCode | None = None


class Framework(Record):
    """A set of competencies under one title."""

    identifier: UUID
    title: Title
    competencies: tuple[Competency, ...]


def codes_below(frameworks: Iterable[Framework]) -> dict[str, tuple[str, ...]]:
    """Return, for each code, itself and all codes below it, in the frameworks' order."""
    entries = [entry for framework in frameworks for entry in framework.competencies]
    parents = {entry.code: entry.parent for entry in entries}
    below: dict[str, list[str]] = {entry.code: [] for entry in entries}
    for entry in entries:
        code: str | None = entry.code
        while code is not None and code in below:
            below[code].append(entry.code)
            code = parents[code]
    return {code: tuple(codes) for code, codes in below.items()}


class CaseRecord(Record):
    """A record whose fields have CASE's names in the file and ours in the program."""

    model_config = ConfigDict(alias_generator=to_camel)


class CFDocument(CaseRecord):
    """The head of a framework file."""

    identifier: UUID
    title: Title
    adoption_status: Literal["Private Draft", "Draft", "Adopted", "Deprecated"]
    creator: Text | None = None
    publisher: Text | None = None
    description: Text | None = None
    language: Text | None = None
    version: Text | None = None
    notes: Text | None = None
    official_source_url: WebAddress | None = Field(None, alias="officialSourceURL")


class CFItem(CaseRecord):
    """One statement of a framework file."""

    identifier: UUID
    human_coding_scheme: CompetencyCode
    item_type: Text = Field(alias="CFItemType")
    full_statement: Text
    abbreviated_statement: Text | None = None
    notes: Text | None = None
    language: Text | None = None


class CFAssociation(CaseRecord):
    """Which statement stands under which, by their coding schemes."""

    association_type: Literal["isChildOf"]
    origin: CompetencyCode = Field(alias="originNodeURI")
    destination: CompetencyCode = Field(alias="destinationNodeURI")


class FrameworkFile(Record):
    """A file of content/frameworks/."""

    document: CFDocument
    items: Annotated[tuple[CFItem, ...], Field(min_length=1)]
    associations: tuple[CFAssociation, ...] = ()
