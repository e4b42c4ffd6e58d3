"""From authors' files to the model: each reader says what is wrong with its file, and on which line."""
