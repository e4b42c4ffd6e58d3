"""Who changed what in a course, when and why."""
