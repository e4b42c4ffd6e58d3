"""Completion certificates: who earned one, the page that prints, and the code that anyone can verify."""
