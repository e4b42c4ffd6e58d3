"""All that people of a course have of their own: as a list, and from a list."""
