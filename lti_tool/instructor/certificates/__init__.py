"""The certificates of a course: who holds which, how often they may be earned, and taking one back."""
