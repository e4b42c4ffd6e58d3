"""What the number is: from attempts and lessons to the grade that counts, and what a change of rules does to it."""
