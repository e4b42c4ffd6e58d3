"""What learners do inside lessons: each kind of activity as pure rules, and the state that is kept."""
