"""Practice: one question at a time, never graded."""
