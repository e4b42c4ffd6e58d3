"""Leaving a shared desk."""
