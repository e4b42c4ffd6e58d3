"""GIFT, the text format in which Moodle and others exchange questions.

What it means is what Moodle's importer takes it to mean: https://docs.moodle.org/en/GIFT_format.
"""
