"""Branches: made, named and filled by hand or from a list."""
