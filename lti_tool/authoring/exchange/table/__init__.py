"""Questions and families as a table: one row for each question or scene."""
