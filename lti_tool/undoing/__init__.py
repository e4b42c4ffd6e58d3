"""Taking back what the log says was changed: what that would do now, and doing it."""
