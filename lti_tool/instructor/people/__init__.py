"""One person: where they stand, what they need, and what may be done for them."""
