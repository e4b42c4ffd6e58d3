"""What a course adds to a module: its own items and short lessons, checked like the shared content."""
