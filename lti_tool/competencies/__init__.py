"""What first attempts show: how far each competency is mastered, and how each item performs."""
