"""What a learner does inside a lesson."""
