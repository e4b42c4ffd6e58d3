"""The words to say of a module, on a card for a pocket."""
