"""A course is repeated with the same people: what a new term would touch, beginning one, and taking it back."""
