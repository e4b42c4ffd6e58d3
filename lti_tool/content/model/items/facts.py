"""What every item has, whatever its type."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from lti_tool.content.model.fields import CompetencyCode, Id, Text, Version
from lti_tool.content.model.record import Record, sha256_hex

Bloom = Literal["understand", "apply", "analyse", "evaluate"]
Feedback = Annotated[str, Field(max_length=2000)]


def is_absent(value: object) -> bool:
    """Say whether an optional field was left out; such a field is left out of the JSON too.

    Fields that came later than the first stored items need this: the digest of an older item must not change.
    """
    return value is None


class ItemFacts(Record):
    """A question about one competency at one level; `lesson` is where its answer is taught.

    `source` is evidence that holds what the item says, where there is any; `behaviour` is the one below the competency
    that a right answer shows; `review_by` is the day by which its facts are looked at again. `card` is a local policy
    shown above the stem. `family` is the set of options that the item shares with its sisters, where it has any.
    """

    id: Id
    version: Version
    competency: CompetencyCode
    bloom: Bloom
    stem: Text
    shuffle: bool = True
    source: Id | None = Field(None, exclude_if=is_absent)
    lesson: Id | None = Field(None, exclude_if=is_absent)
    review_by: date | None = Field(None, exclude_if=is_absent)
    behaviour: CompetencyCode | None = Field(None, exclude_if=is_absent)
    card: Text | None = Field(None, exclude_if=is_absent)
    family: Id | None = Field(None, exclude_if=is_absent)

    @property
    def group(self) -> str:
        """What an attempt may hold one item of: the family, or the item itself where it has none."""
        return self.family or self.id

    @property
    def part_ids(self) -> tuple[str, ...]:
        """The ids of what a draw puts in order, in the author's order."""
        raise NotImplementedError


def derive_id(item_id: str, text: str) -> str:
    """Return the id of a part that authors do not name: eight hexadecimal digits that tell nothing of its place."""
    return sha256_hex(f"{item_id}/{text.strip()}")[:8]
