"""What learners give to each other: answers to surveys, apart from who gave them."""
