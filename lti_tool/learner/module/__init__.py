"""The module's own page."""
