"""What is compared without keeping the original: hashes of codes, cookies and tokens."""

from __future__ import annotations

import hashlib


def digest(text: str) -> str:
    """A SHA-256 hex digest, for comparing without keeping the original."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
