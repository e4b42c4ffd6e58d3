"""One try of a score: what it needs, what came of it, what a failure means, and what it leaves."""
