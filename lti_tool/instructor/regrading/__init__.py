"""Regrading an item: a dry run first."""
