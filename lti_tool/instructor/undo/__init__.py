"""Taking a change back, from its line among the changes of the course."""
