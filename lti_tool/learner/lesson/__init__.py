"""Reading a lesson, and doing the activities in it."""
