"""Looking back at an attempt: as learners see their own, and instructors those of their learners."""
