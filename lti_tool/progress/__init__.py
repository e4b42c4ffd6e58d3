"""How far people have come through lessons and modules."""
