"""What learners take to their desks, as staff and mentors meet it."""
