"""Every answer given at one link, as a file."""
