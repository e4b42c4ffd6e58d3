"""What the surveys of a course say together, by branch too, on a page and as a file."""
