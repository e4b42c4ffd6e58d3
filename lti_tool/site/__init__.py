"""What stands around every page: its language, errors, compression; health, figures, and the style guide."""
