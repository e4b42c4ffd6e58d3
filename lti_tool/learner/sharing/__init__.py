"""The course's gallery, and sharing something oneself."""
