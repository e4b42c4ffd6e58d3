"""Refreshers: what was learned is asked again, a few questions at a time, before it is forgotten."""
