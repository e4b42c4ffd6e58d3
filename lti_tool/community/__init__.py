"""What learners contribute: survey answers, stored apart from who gave them, and shared links and ideas."""
