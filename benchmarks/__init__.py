"""Speed and cost, each a command that ends in a ratio."""
