"""Branches of a course: groups of people who work in one place."""
