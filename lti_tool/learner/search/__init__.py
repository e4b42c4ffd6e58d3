"""Looking for something in the course: lessons, words to say, and what one's own library says."""
