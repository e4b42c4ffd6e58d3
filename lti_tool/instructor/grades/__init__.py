"""Where each grade of the course is, and comparing with the gradebook."""
