"""The results of one link: a page of learners, and files to take along."""
