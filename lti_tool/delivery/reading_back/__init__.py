"""Reading back what a platform's gradebook shows of the scores that it took: when to look, and what a look means."""
