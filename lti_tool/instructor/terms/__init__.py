"""The terms of a course: what a new one would touch, beginning it now or on a date, and taking it back."""
