"""What learners do inside lessons: each kind of activity as pure rules, and what is kept of it."""
