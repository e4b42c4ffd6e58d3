"""Dates that an instructor sets for one person or one branch, at one link or in all of a course."""
