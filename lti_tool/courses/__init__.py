"""Progress through lessons and modules."""
