"""Filling the places of a draw: which item goes to which place so that all are filled, if that can be done at all.

A maximum flow from groups through items to places (Ford and Fulkerson 1956), one item at a time: an item that was
placed moves over when that lets another one in. So a draw that exists is found, whatever the bank looks like.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lti_tool.content.model import Item

_Node = tuple[str, str | int]
_START: _Node = ("start", "")
_END: _Node = ("end", "")


@dataclass(frozen=True, slots=True)
class Places:
    """How many items are wanted of those with some ids."""

    wanted: int
    may_take: frozenset[str]


def fill(tiers: Iterable[Sequence[Item]], places: Sequence[Places], room: Mapping[str, int]) -> dict[str, int] | None:
    """Return the number of the places that each chosen item goes to; None when they cannot all be filled.

    No group gives more items than its `room` says. Items of an earlier tier come before those of a later one: a group
    that is in use once stays in use, and within a tier the first that fit are taken.
    """
    network = _Network()
    for number, each in enumerate(places):
        network.join(("places", number), _END, each.wanted)
    missing = sum(each.wanted for each in places)
    for tier in tiers:
        for item in tier:
            network.join(_START, ("group", item.group), room.get(item.group, 0))
            network.join(("group", item.group), ("item", item.id), 1)
            for number, each in enumerate(places):
                if item.id in each.may_take:
                    network.join(("item", item.id), ("places", number), 1)
        while missing and network.push():
            missing -= 1
        if not missing:
            return network.placed()
    return None


class _Network:
    """What can still flow from node to node; what has flowed can flow back."""

    def __init__(self) -> None:
        self._room: dict[_Node, dict[_Node, int]] = {}

    def join(self, start: _Node, end: _Node, room: int) -> None:
        if end not in self._room.setdefault(start, {}):
            self._room[start][end] = room
            self._room.setdefault(end, {}).setdefault(start, 0)

    def push(self) -> bool:
        """Let one more unit through by the shortest way; false when there is none."""
        came_from = self._straight() or self._search()
        node = _END
        while node in came_from:
            before = came_from[node]
            self._room[before][node] -= 1
            self._room[node][before] += 1
            node = before
        return _END in came_from

    def placed(self) -> dict[str, int]:
        """Each item that flow passes through, with the places it goes to."""
        return {
            str(item[1]): int(place[1])
            for item, onward in self._room.items()
            if item[0] == "item"
            for place, room in onward.items()
            if place[0] == "places" and room == 0
        }

    def _straight(self) -> dict[_Node, _Node]:
        """The way that a search finds first while nothing need move over: most ways, at a hundredth of the cost."""
        for group, may_give in self._room.get(_START, {}).items():
            for item, is_free in self._room[group].items() if may_give else ():
                for places, may_go in self._room[item].items() if is_free and item != _START else ():
                    if may_go and self._room[places].get(_END):
                        return {_END: places, places: item, item: group, group: _START}
        return {}

    def _search(self) -> dict[_Node, _Node]:
        came_from: dict[_Node, _Node] = {}
        waiting = deque([_START])
        while waiting:
            node = waiting.popleft()
            for onward, room in self._room.get(node, {}).items():
                if room > 0 and onward not in came_from and onward != _START:
                    came_from[onward] = node
                    if onward == _END:
                        return came_from
                    waiting.append(onward)
        return came_from
