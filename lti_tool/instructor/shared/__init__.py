"""What several of an instructor's pages use."""
