"""Taking a quiz."""
