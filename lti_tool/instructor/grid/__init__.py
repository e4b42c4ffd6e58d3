"""The course grid: everybody who learns in a course, and how far they are with each of its links."""
