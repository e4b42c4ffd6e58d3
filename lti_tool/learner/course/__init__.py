"""The whole course on one page."""
