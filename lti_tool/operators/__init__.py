"""What the people who run the tool look at: what waits for them, and how each LMS is doing."""
