"""What a course adds of its own to a module: items and short lessons, checked as the shared content is."""
