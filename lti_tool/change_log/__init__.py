"""The log in words, for whoever may read a line of it."""
