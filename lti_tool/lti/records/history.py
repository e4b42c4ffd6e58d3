"""Where a copied course or link comes from: the variables `Context.id.history` and `ResourceLink.id.history`.

A comma-separated list of ids, the newest first, each URL-encoded (LTI 1.3 custom variables). An instructor can edit
link parameters, so only our tool-level ones are read, and what they name is looked up within one deployment.
"""

from __future__ import annotations

from urllib.parse import unquote

MAXIMUM_HISTORY = 20
MAXIMUM_ID = 255


def read_history(text: str) -> list[str]:
    """The ids that a history names, the newest first; odd ones are left out."""
    ids = (unquote(part.strip()) for part in text.split(","))
    return [each for each in ids if 0 < len(each) <= MAXIMUM_ID and each.isprintable()][:MAXIMUM_HISTORY]
