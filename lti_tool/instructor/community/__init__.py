"""What the course's people say and share."""
