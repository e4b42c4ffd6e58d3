"""Quiz items of every type: what they share, and the union that reads any of them back from its JSON."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lti_tool.content.model.items.choice import BestWorstItem, ChoiceItem, MultiItem, Option, SingleItem
from lti_tool.content.model.items.facts import Bloom
from lti_tool.content.model.items.match import MatchItem, Pair, Target
from lti_tool.content.model.items.order import OrderItem, Step

Item = Annotated[
    SingleItem | MultiItem | BestWorstItem | OrderItem | MatchItem,
    Field(discriminator="type"),
]
ITEM_TYPES = ("single", "multi", "best_worst", "order", "match")

__all__ = [
    "ITEM_TYPES",
    "BestWorstItem",
    "Bloom",
    "ChoiceItem",
    "Item",
    "MatchItem",
    "MultiItem",
    "Option",
    "OrderItem",
    "Pair",
    "SingleItem",
    "Step",
    "Target",
]
