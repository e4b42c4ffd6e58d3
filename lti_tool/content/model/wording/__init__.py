"""Texts in their languages: what is translated, and how it is written."""
