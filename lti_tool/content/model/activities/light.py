"""Activities of one tap: a moment to answer, an answer to think of before it shows, places to look at."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from lti_tool.content.model.activities.facts import ActivityFacts, LocalId, first_repeated
from lti_tool.content.model.fields import Id, Text
from lti_tool.content.model.items.facts import is_absent
from lti_tool.content.model.record import Breach, Record
from lti_tool.content.model.speaker import Mood, Speaker

Percent = Annotated[int, Field(ge=0, le=100)]


class MomentChoice(Record):
    """Something to say or do; what comes of it (`feedback`), what is answered (`reply`), and with which face."""

    text: Text
    reply: Text | None = Field(None, exclude_if=is_absent)
    feedback: Text
    mood: Mood | None = Field(None, exclude_if=is_absent)


class Moment(ActivityFacts, Speaker):
    """Two or three lines, a face and one choice; never graded, answered at once."""

    kind: Literal["moment"]
    scene: Text | None = Field(None, exclude_if=is_absent)
    says: Text | None = Field(None, exclude_if=is_absent)
    ask: Text | None = Field(None, exclude_if=is_absent)
    choices: Annotated[tuple[MomentChoice, ...], Field(min_length=2, max_length=4)]

    @model_validator(mode="after")
    def _begins_with_something(self) -> Moment:
        if self.scene is None and self.says is None:
            raise Breach("it has neither a scene nor words that somebody says", 'add "scene", "says", or both')
        return self


class Reveal(ActivityFacts):
    """Something to think of first, and then the answer to hold it against; Markdown in several paragraphs."""

    kind: Literal["reveal"]
    prompt: Text
    answer: Text


class Place(Record):
    """Something to look at: its name, what there is to see, and, on a picture, where (in percent from top left)."""

    id: LocalId
    label: Text
    text: Text
    x: Percent | None = Field(None, exclude_if=is_absent)
    y: Percent | None = Field(None, exclude_if=is_absent)


class Spot(ActivityFacts):
    """A picture or a note with numbered places, each a button with its text; a mere list where there is neither."""

    kind: Literal["spot"]
    prompt: Text
    picture: Id | None = Field(None, exclude_if=is_absent)
    note: Text | None = Field(None, exclude_if=is_absent)
    places: Annotated[tuple[Place, ...], Field(min_length=2, max_length=9)]

    @model_validator(mode="after")
    def _places_make_sense(self) -> Spot:
        if repeated := first_repeated([place.id for place in self.places]):
            raise Breach(f"two places have the id {repeated}", "give each its own id")
        placed = [place for place in self.places if place.x is not None and place.y is not None]
        if self.picture and len(placed) < len(self.places):
            raise Breach("a place has no x and y, and so no number on the picture", "give each place its x and y")
        return self
