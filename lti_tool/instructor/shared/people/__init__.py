"""Finding the people of a course, one or many."""
