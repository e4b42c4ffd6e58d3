"""What is thought of before settings are saved: ready-made sets of them, and what may be meant but probably is not."""
