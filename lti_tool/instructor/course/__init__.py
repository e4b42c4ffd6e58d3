"""The whole course for its instructor, and taking over the settings of a course it is a copy of."""
