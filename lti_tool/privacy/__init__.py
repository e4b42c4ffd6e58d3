"""Whose data it is: what is held on a person, where, and as what; finding it and handing it out."""
