"""Quiz items of every type."""
