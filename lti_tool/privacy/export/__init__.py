"""One ZIP with everything that is held on a person, made as it is sent."""
