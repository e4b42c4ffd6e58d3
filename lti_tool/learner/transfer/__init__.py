"""A learner's pages at the desk: the agreement, the observation card, real work, the count."""
