"""Questions and skills: items, skills by branch, time."""
