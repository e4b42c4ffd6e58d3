"""Placing modules: the picker that the platform opens (Deep Linking 2.0)."""
