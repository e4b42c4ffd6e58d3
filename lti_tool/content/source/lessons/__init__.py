"""Lessons from their files: text, things to do, and the people in them."""
