"""What is kept of platforms, courses and people, beside the launch that brought it."""
