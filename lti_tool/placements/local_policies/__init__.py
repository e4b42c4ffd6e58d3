"""What a library says itself at a lesson."""
