"""What stands around every page: its language, errors, compression; health, figures, contact, and the style guide."""
