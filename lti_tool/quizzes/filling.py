"""Filling the places of a draw: which item goes to which place so that all are filled, if that can be done at all.

A maximum flow from groups through items to places (Ford and Fulkerson 1956), one item at a time: an item that was
placed moves over when that lets another one in. So a draw that exists is found, whatever the bank looks like.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

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
    taken_by: dict[str, list[int]] = {}
    for number, each in enumerate(places):
        network.join(("places", number), _END, each.wanted)
        for item_id in each.may_take:
            taken_by.setdefault(item_id, []).append(number)
    missing = sum(each.wanted for each in places)
    for tier in tiers:
        for item in tier:
            network.offer(item, room.get(item.group, 0), taken_by.get(item.id, ()))
        missing -= sum(1 for _ in islice(network.flow(), missing))
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

    def offer(self, item: Item, room: int, places: Iterable[int]) -> None:
        """Let an item's group give it, to these places; nothing changes where an earlier tier had it."""
        here = ("item", item.id)
        if here not in self._room:
            group = ("group", item.group)
            self.join(_START, group, room)
            self.join(group, here, 1)
            for number in places:
                self.join(here, ("places", number), 1)

    def flow(self) -> Iterator[None]:
        """Let one unit after another through, each by the shortest way, for as long as there is one."""
        for way in self._straight():
            self._push(way)
            yield
        while _END in (way := self._search()):
            self._push(way)
            yield

    def _push(self, came_from: Mapping[_Node, _Node]) -> None:
        node = _END
        while node in came_from:
            before = came_from[node]
            self._room[before][node] -= 1
            self._room[node][before] += 1
            node = before

    def placed(self) -> dict[str, int]:
        """Each item that flow passes through, with the places it goes to."""
        return {
            str(item[1]): int(place[1])
            for item, onward in self._room.items()
            if item[0] == "item"
            for place, room in onward.items()
            if place[0] == "places" and room == 0
        }

    def _straight(self) -> Iterator[dict[_Node, _Node]]:
        """The ways that a search finds first, while nothing need move over: most ways, at a hundredth of the cost.

        One pass finds them all: what is full stays full until something moves over, and the shortest way never becomes
        shorter by that (Edmonds and Karp 1972).
        """
        room = self._room
        for group in room.get(_START, {}):
            for item in room[group]:
                if item != _START and room[group][item] and room[_START][group]:
                    open_ = (each for each, may_go in room[item].items() if may_go and room[each].get(_END))
                    if places := next(open_, None):
                        yield {_END: places, places: item, item: group, group: _START}

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
