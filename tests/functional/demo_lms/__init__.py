"""The demo LMS by itself: what it sends, takes and refuses, through its HTTP door."""
