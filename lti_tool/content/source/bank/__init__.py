"""Questions from their files: items, families, and the blueprint of a quiz."""
