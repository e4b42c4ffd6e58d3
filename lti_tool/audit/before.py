"""An event as the previous version reads it; to be removed with the columns `actor` and `detail` next release."""

from __future__ import annotations

from collections.abc import Mapping

from lti_tool.audit.actor import Actor, ActorKind


def label(actor: Actor) -> str:
    """An actor as one text."""
    if actor.kind == ActorKind.COMMAND:
        return "command line"
    return actor.name or (actor.kind if actor.id is None else f"{actor.kind} {actor.id}")


def detail(facts: Mapping[str, object]) -> dict[str, str]:
    """Facts as texts. That version looks for `changed`; changes of settings are not told a second time."""
    texts = {name: str(value) for name, value in facts.items() if not isinstance(value, (dict, list))}
    return texts | {"changed": str(facts.get("scores_changed", ""))}
