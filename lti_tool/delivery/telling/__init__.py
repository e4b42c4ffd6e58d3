"""What is told of scores on their way: to people in words, to operators in figures."""
