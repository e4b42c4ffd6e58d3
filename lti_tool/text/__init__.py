"""Text that somebody typed, or that a file holds: cleaned, compared, written."""
