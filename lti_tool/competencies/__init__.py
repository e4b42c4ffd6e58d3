"""What first attempts say: how far each competency is mastered, and how each item does."""
