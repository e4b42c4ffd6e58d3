"""Understand: items, skills by branch, time."""
