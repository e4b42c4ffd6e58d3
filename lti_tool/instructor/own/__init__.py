"""A course's own items and lessons."""
