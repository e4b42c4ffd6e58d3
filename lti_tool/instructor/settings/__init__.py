"""What a link shows, how its quiz is taken, what its grade is."""
