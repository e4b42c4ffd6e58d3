"""What is held on whoever asks."""
