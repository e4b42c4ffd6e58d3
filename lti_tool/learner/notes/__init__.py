"""One's own notes."""
